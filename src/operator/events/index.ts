/** Kubernetes Events about Apps. */
export { createEvents, type Events, type EventsOptions } from './events.ts';
export { type EventApp, type EventReason, eventReasons, type EventType } from './types.ts';

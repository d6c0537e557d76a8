import type { AppRef } from '../../app/ledger/ledger.ts';
import type { Recorder } from './registry.ts';
import type { AppReading } from './types.ts';

export type AppReadings = Map<string, AppRef & AppReading>;

/** Set anew at each scrape, so that an App that is gone, or a reason no App has any more, leaves no series behind. */
export function refreshApps(recorder: Recorder, apps: AppReadings): void {
  recorder.clear('tug_apps');
  recorder.clear('tug_app_ready');
  recorder.clear('tug_app_release');
  for (const { namespace, name, ready, reason, release } of apps.values()) {
    recorder.add('tug_apps', 1, { ready, reason });
    recorder.set('tug_app_ready', ready === 'True' ? 1 : 0, { namespace, name });
    recorder.set('tug_app_release', release, { namespace, name });
  }
}

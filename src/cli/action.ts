/** A command's action that is loaded when it is called for, so that `--help` loads none. Its arguments are what commander parsed. */
export function action<A extends unknown[]>(
  load: () => Promise<(...args: A) => Promise<void>>,
): (...args: A) => Promise<void> {
  return async (...args) => (await load())(...args);
}

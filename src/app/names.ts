/** The manager name of every server-side apply of an App's objects (design: one name for push and pull, so that moving rewrites nothing). */
export const fieldManager = 'tug';

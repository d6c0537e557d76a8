/** Kustomize takes what is no file for something to clone. These are the forms it takes for that. */
const remoteForms: readonly RegExp[] = [
  /^[a-z][a-z0-9+.-]*:\/\//i, // https://, ssh://, file://
  /^git::/,
  /^[\w.-]+@[\w.-]+:/, // git@host:path
  /^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?\/[^/]+\/./i, // github.com/owner/repository
  /[?&](?:ref|version)=/,
];

export function isRemote(reference: string): boolean {
  return !/\s/.test(reference) && remoteForms.some((form) => form.test(reference));
}

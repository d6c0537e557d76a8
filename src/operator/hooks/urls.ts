/** `registry/repository[:tag][@digest]` → `oci://registry/repository`; '' stays ''. */
export function ociUrl(reference: string): string {
  const bare = reference.replace(/^[a-z]+:\/\//, '').replace(/@.*$/, '');
  const colon = bare.lastIndexOf(':');
  const name = colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
  return name.includes('/') ? `oci://${name}` : '';
}

/** The host, with its port, of a URL; '' when it is none. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}

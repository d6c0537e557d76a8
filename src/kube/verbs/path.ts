import { Problem } from '../../lib/errors.ts';
import { apiVersionOf, type ResourceType } from '../discovery/types.ts';

export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The URL path of an object, or of a collection when there is no name. A name that would climb out of its segment is refused. */
export function resourcePath(type: ResourceType, place: Place): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${apiVersionOf(type)}`;
  const scope = type.namespaced && place.namespace ? `/namespaces/${segment(place.namespace)}` : '';
  const name = place.name === undefined ? '' : `/${segment(place.name)}`;
  const subresource = place.subresource === undefined ? '' : `/${place.subresource}`;
  return `${root}${scope}/${type.plural}${name}${subresource}`;
}

/** The server's own rule for names (path.ValidatePathSegmentName); what it would refuse must not turn into another path here. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new Problem('InvalidInput', `"${name}" cannot be the name of an object`, {
      hint: 'use letters, digits, "-" and "."',
    });
  }
  return encodeURIComponent(name);
}

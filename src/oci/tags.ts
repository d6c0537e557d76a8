import { Problem } from '../lib/errors.ts';
import type { Registry } from './registry.ts';

const maxPages = 200;

/** Every tag of a repository, page by page, in the registry's order. */
export async function listTags(registry: Registry, repository: string): Promise<string[]> {
  const tags: string[] = [];
  let path: string | undefined = `/v2/${repository}/tags/list?n=1000`;
  for (let page = 0; path !== undefined; page += 1) {
    if (page === maxPages) {
      throw new Problem('LimitExceeded', `${registry.host}/${repository} has more tags than ${maxPages} pages hold`);
    }
    const response = await registry.call({ path, maxBytes: 8 * 2 ** 20, repository, action: 'pull' });
    if (response.status === 404) {
      throw new Problem('NotFound', `there is no repository ${registry.host}/${repository}`, {
        hint: 'check its name',
      });
    }
    if (response.status !== 200) {
      throw new Problem(
        'SourceUnavailable',
        `the tags of ${registry.host}/${repository} cannot be read (status ${response.status})`,
      );
    }
    tags.push(...tagsIn(response.body));
    path = nextPage(response.headers.link, response.url);
  }
  return tags;
}

function tagsIn(body: Uint8Array): string[] {
  try {
    const { tags } = JSON.parse(Buffer.from(body).toString('utf8')) as { tags?: unknown };
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  } catch {
    throw new Problem('SourceUnavailable', 'the list of tags is not JSON');
  }
}

/** RFC 8288: `<url>; rel="next"`. */
function nextPage(link: string | undefined, base: string): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  return target === undefined ? undefined : new URL(target, base).href;
}

import { type Api, create } from '../kube/index.ts';

/** The user the API server takes us for (SelfSubjectReview, KEP-3325); empty when it does not say. */
export async function whoAmI(api: Api): Promise<string> {
  try {
    const answer = await create(api, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
      metadata: {},
    });
    const status = answer.status as { userInfo?: { username?: string } } | undefined;
    return status?.userInfo?.username ?? '';
  } catch {
    // A record without a name is better than no record.
    return '';
  }
}

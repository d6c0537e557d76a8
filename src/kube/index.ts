/** A client for one Kubernetes API server. */
export { connect, type ConnectOptions } from './connect.ts';
export type { Api, ApiRequest, ApiResponse, ApiStats } from './api.ts';
export { mapper } from './discovery/discover.ts';
export { serverVersion, type ServerVersion } from './discovery/version.ts';
export { apiVersionOf, type BrokenGroup, type Mapper, type ResourceType } from './discovery/types.ts';
export { find, get, type GetOptions } from './verbs/get.ts';
export { list, type ListOptions, type ObjectList } from './verbs/list.ts';
export { serverSideApply, type ApplyOptions } from './verbs/apply.ts';
export { create } from './verbs/create.ts';
export { replace, type ReplaceOptions } from './verbs/replace.ts';
export { patch, type PatchOptions } from './verbs/patch.ts';
export { remove, type RemoveOptions } from './verbs/remove.ts';
export { logs, type LogOptions } from './verbs/logs.ts';
export { typeOf, type Ref } from './verbs/resolve.ts';
export { resourcePath } from './verbs/path.ts';
export type { WriteOptions } from './verbs/write.ts';
export * from './errors.ts';
export * from './object.ts';

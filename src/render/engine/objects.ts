import type { KubeObject } from '../../kube/object.ts';
import type { Origin, RenderedObject } from '../types.ts';
import type { EngineAnswer } from './protocol.ts';

/** The engine has checked that each has an apiVersion and a kind; `metadata` is completed so that nobody after has to ask. */
export function renderedObjects(answer: EngineAnswer, file: (engineFile: string) => string): RenderedObject[] {
  return answer.objects.map((value, index) => {
    const object = value as KubeObject;
    object.metadata ??= {};
    const at = answer.origins[index];
    const origin: Origin = at?.line ? { file: file(at.file), line: at.line } : { file: file(at?.file ?? '') };
    return { object, origin };
  });
}

/** The watches that all deploys of a seat share: of its members, and of pods once somebody wonders why a workload is not up. */
import type { Eyes } from '../../apply/types.ts';
import { type Lookout, openLookout } from '../../apply/wait/lookout.ts';
import { openPodWatch, type PodWatch } from '../../apply/wait/pod-watch.ts';
import { type Api, type ResourceType, typeOf } from '../../kube/index.ts';
import { refText } from '../../kube/object.ts';
import type { MemberWatch } from './members.ts';

const tickMs = 500;
/** Pods are watched for as long as anybody asks about them, and a little longer. */
const podsIdleMs = 60_000;

export function sharedEyes(
  api: Api,
  watchOf: (type: ResourceType, namespace: string | undefined) => MemberWatch,
): Eyes & { close: () => void } {
  const others = new Set<Lookout>();
  const calls = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const lookout: Lookout = {
    async watch(sought, see) {
      const { ref, labelled, since } = sought;
      if (!labelled) return watchAlone(api, others, sought, see);
      const type = await typeOf(api, ref.apiVersion, ref.kind, refText(ref));
      const members = watchOf(type, type.namespaced ? ref.namespace || api.namespace : undefined);
      await members.synced;
      return members.subscribe(ref.name, since, see);
    },
    tick(call) {
      calls.add(call);
      timer ??= setInterval(() => {
        for (const each of calls) each();
      }, tickMs);
      return () => {
        calls.delete(call);
        if (calls.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    close: () => undefined,
  };
  const pods = pausingPodWatch(api);
  return {
    lookout,
    pods,
    close: () => {
      clearInterval(timer);
      pods.close();
      for (const other of others) other.close();
    },
  };
}

/** What carries no label of ours is watched by itself, for as long as it is waited for. */
async function watchAlone(
  api: Api,
  others: Set<Lookout>,
  ...[sought, see]: Parameters<Lookout['watch']>
): Promise<() => void> {
  const alone = openLookout(api, undefined, () => undefined);
  others.add(alone);
  const end = await alone.watch(sought, see);
  return () => {
    end();
    alone.close();
    others.delete(alone);
  };
}

function pausingPodWatch(api: Api): PodWatch {
  let open: PodWatch | undefined;
  let idle: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearTimeout(idle);
    open?.close();
    open = undefined;
  };
  return {
    explain(workload) {
      open ??= openPodWatch(api);
      clearTimeout(idle);
      idle = setTimeout(close, podsIdleMs).unref();
      return open.explain(workload);
    },
    close,
  };
}

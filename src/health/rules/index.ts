/** All rules for custom resources, found by group and kind. */
import { ansible } from './ansible.ts';
import { argoproj } from './argoproj.ts';
import { atlasGo } from './atlasgo.ts';
import { camel } from './camel.ts';
import { clickhouse } from './clickhouse.ts';
import { clusterApi } from './clusterapi.ts';
import { cnrm } from './cnrm.ts';
import { crossplane } from './crossplane.ts';
import { datadog } from './datadog.ts';
import { elastic } from './elastic.ts';
import { externalSecrets } from './externalsecrets.ts';
import { flagger } from './flagger.ts';
import { flux } from './flux.ts';
import { gatewayApi } from './gatewayapi.ts';
import { gloo } from './gloo.ts';
import { humio } from './humio.ts';
import { iamManager } from './iammanager.ts';
import { istio } from './istio.ts';
import { jaeger } from './jaeger.ts';
import { keptn } from './keptn.ts';
import { keycloak } from './keycloak.ts';
import { knative } from './knative.ts';
import { kruise } from './kruise.ts';
import { kubevirt } from './kubevirt.ts';
import { mariadb } from './mariadb.ts';
import { netapp } from './netapp.ts';
import { nmstate } from './nmstate.ts';
import { olm } from './olm.ts';
import { onePassword } from './onepassword.ts';
import { openshift } from './openshift.ts';
import { openTelemetry } from './opentelemetry.ts';
import { prometheus } from './prometheus.ts';
import { promoter } from './promoter.ts';
import { rabbitmq } from './rabbitmq.ts';
import { rook } from './rook.ts';
import { solr } from './solr.ts';
import { spark } from './spark.ts';
import type { GroupRules, KindRule } from './rule.ts';

/** Every rule there is. */
export const allRules: readonly GroupRules[] = [
  ansible,
  argoproj,
  atlasGo,
  camel,
  clickhouse,
  clusterApi,
  cnrm,
  crossplane,
  datadog,
  elastic,
  externalSecrets,
  flagger,
  flux,
  gatewayApi,
  gloo,
  humio,
  iamManager,
  istio,
  jaeger,
  keptn,
  keycloak,
  knative,
  kruise,
  kubevirt,
  mariadb,
  netapp,
  nmstate,
  olm,
  onePassword,
  openshift,
  openTelemetry,
  prometheus,
  promoter,
  rabbitmq,
  rook,
  solr,
  spark,
];

interface Group {
  readonly kinds: ReadonlyMap<string, KindRule>;
  readonly rest: KindRule | undefined;
}

const exact = new Map<string, Group>();
const endings: (readonly [string, Group])[] = [];

for (const { groups, rules } of allRules) {
  const rest = rules.find(({ kinds }) => kinds.includes('*'));
  const group = { kinds: new Map(rules.flatMap((rule) => rule.kinds.map((kind) => [kind, rule] as const))), rest };
  for (const name of groups) {
    if (name.startsWith('*.')) endings.push([name.slice(1), group]);
    else exact.set(name, group);
  }
}

const ruleIn = (group: Group | undefined, kind: string): KindRule | undefined => group?.kinds.get(kind) ?? group?.rest;

/** The rule of a kind; a group that is named goes before one that is known by its ending. */
export function ruleOf(group: string, kind: string): KindRule | undefined {
  return ruleIn(exact.get(group), kind) ?? ruleIn(endings.find(([ending]) => group.endsWith(ending))?.[1], kind);
}

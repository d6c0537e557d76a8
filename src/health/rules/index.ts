/** All rules for custom resources, found by group and kind. */
import { ack } from './ack.ts';
import { ansible } from './ansible.ts';
import { argoproj } from './argoproj.ts';
import { atlasGo } from './atlasgo.ts';
import { camel } from './camel.ts';
import { capsule } from './capsule.ts';
import { cassandra } from './cassandra.ts';
import { certManager } from './certmanager.ts';
import { clickhouse } from './clickhouse.ts';
import { cloudNativePg } from './cloudnativepg.ts';
import { clusterApi } from './clusterapi.ts';
import { cnrm } from './cnrm.ts';
import { confluent } from './confluent.ts';
import { contour } from './contour.ts';
import { crossplane } from './crossplane.ts';
import { datadog } from './datadog.ts';
import { druid } from './druid.ts';
import { elastic } from './elastic.ts';
import { envoyGateway } from './envoygateway.ts';
import { externalSecrets } from './externalsecrets.ts';
import { flagger } from './flagger.ts';
import { flink } from './flink.ts';
import { flux } from './flux.ts';
import { gatewayApi } from './gatewayapi.ts';
import { gke } from './gke.ts';
import { gloo } from './gloo.ts';
import { grafana } from './grafana.ts';
import { humio } from './humio.ts';
import { iamManager } from './iammanager.ts';
import { imageUpdater } from './imageupdater.ts';
import { istio } from './istio.ts';
import { jaeger } from './jaeger.ts';
import { karmada } from './karmada.ts';
import { karpenter } from './karpenter.ts';
import { keda } from './keda.ts';
import { keptn } from './keptn.ts';
import { keycloak } from './keycloak.ts';
import { kiali } from './kiali.ts';
import { knative } from './knative.ts';
import { kro } from './kro.ts';
import { kruise } from './kruise.ts';
import { kserve } from './kserve.ts';
import { kubevirt } from './kubevirt.ts';
import { kyverno } from './kyverno.ts';
import { longhorn } from './longhorn.ts';
import { mariadb } from './mariadb.ts';
import { minio } from './minio.ts';
import { netapp } from './netapp.ts';
import { nmstate } from './nmstate.ts';
import { numaproj } from './numaproj.ts';
import { olm } from './olm.ts';
import { onePassword } from './onepassword.ts';
import { openClusterManagement } from './openclustermanagement.ts';
import { openshift } from './openshift.ts';
import { openTelemetry } from './opentelemetry.ts';
import { percona } from './percona.ts';
import { pravega } from './pravega.ts';
import { prometheus } from './prometheus.ts';
import { promoter } from './promoter.ts';
import { pulumi } from './pulumi.ts';
import { rabbitmq } from './rabbitmq.ts';
import { rook } from './rook.ts';
import { sap } from './sap.ts';
import { sealedSecrets } from './sealedsecrets.ts';
import { snapshot } from './snapshot.ts';
import { solr } from './solr.ts';
import { spark } from './spark.ts';
import { spinKube } from './spinkube.ts';
import { strimzi } from './strimzi.ts';
import { tekton } from './tekton.ts';
import { threeScale } from './threescale.ts';
import { vault } from './vault.ts';
import { velero } from './velero.ts';
import { victoriaMetrics } from './victoriametrics.ts';
import { zalando } from './zalando.ts';
import type { GroupRules, KindRule } from './rule.ts';

/** Every rule there is. */
export const allRules: readonly GroupRules[] = [
  ack,
  ansible,
  argoproj,
  atlasGo,
  camel,
  capsule,
  cassandra,
  certManager,
  clickhouse,
  cloudNativePg,
  clusterApi,
  cnrm,
  confluent,
  contour,
  crossplane,
  datadog,
  druid,
  elastic,
  envoyGateway,
  externalSecrets,
  flagger,
  flink,
  flux,
  gatewayApi,
  gke,
  gloo,
  grafana,
  humio,
  iamManager,
  imageUpdater,
  istio,
  jaeger,
  karmada,
  karpenter,
  keda,
  keptn,
  keycloak,
  kiali,
  knative,
  kro,
  kruise,
  kserve,
  kubevirt,
  kyverno,
  longhorn,
  mariadb,
  minio,
  netapp,
  nmstate,
  numaproj,
  olm,
  onePassword,
  openClusterManagement,
  openshift,
  openTelemetry,
  percona,
  pravega,
  prometheus,
  promoter,
  pulumi,
  rabbitmq,
  rook,
  sap,
  sealedSecrets,
  snapshot,
  solr,
  spark,
  spinKube,
  strimzi,
  tekton,
  threeScale,
  vault,
  velero,
  victoriaMetrics,
  zalando,
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

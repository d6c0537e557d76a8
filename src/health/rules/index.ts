/** All rules for custom resources, found by group and kind. */
import { ack } from './ack.ts';
import { ansible } from './ansible.ts';
import { argoproj } from './argoproj.ts';
import { atlasGo } from './atlasgo.ts';
import { azure } from './azure.ts';
import { batchSystems } from './batchsystems.ts';
import { camel } from './camel.ts';
import { capsule } from './capsule.ts';
import { cassandra } from './cassandra.ts';
import { certManager } from './certmanager.ts';
import { clickhouse } from './clickhouse.ts';
import { cloudNativePg } from './cloudnativepg.ts';
import { clusterApi } from './clusterapi.ts';
import { cnrm } from './cnrm.ts';
import { cockroach } from './cockroach.ts';
import { configuration } from './configuration.ts';
import { confluent } from './confluent.ts';
import { consul } from './consul.ts';
import { contour } from './contour.ts';
import { crossplane } from './crossplane.ts';
import { crunchy } from './crunchy.ts';
import { datadog } from './datadog.ts';
import { delivery } from './delivery.ts';
import { druid } from './druid.ts';
import { elastic } from './elastic.ts';
import { envoyGateway } from './envoygateway.ts';
import { externalSecrets } from './externalsecrets.ts';
import { flagger } from './flagger.ts';
import { flink } from './flink.ts';
import { flux } from './flux.ts';
import { gatekeeper } from './gatekeeper.ts';
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
import { kubeflow } from './kubeflow.ts';
import { kubevirt } from './kubevirt.ts';
import { kyverno } from './kyverno.ts';
import { longhorn } from './longhorn.ts';
import { mariadb } from './mariadb.ts';
import { minio } from './minio.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { nats } from './nats.ts';
import { netapp } from './netapp.ts';
import { networking } from './networking.ts';
import { nginx } from './nginx.ts';
import { nmstate } from './nmstate.ts';
import { numaproj } from './numaproj.ts';
import { observability } from './observability.ts';
import { olm } from './olm.ts';
import { onePassword } from './onepassword.ts';
import { openClusterManagement } from './openclustermanagement.ts';
import { openSearch } from './opensearch.ts';
import { openshift } from './openshift.ts';
import { openTelemetry } from './opentelemetry.ts';
import { percona } from './percona.ts';
import { pravega } from './pravega.ts';
import { prometheus } from './prometheus.ts';
import { promoter } from './promoter.ts';
import { pulsar } from './pulsar.ts';
import { pulumi } from './pulumi.ts';
import { rabbitmq } from './rabbitmq.ts';
import { ray } from './ray.ts';
import { redis } from './redis.ts';
import { rook } from './rook.ts';
import { sap } from './sap.ts';
import { sealedSecrets } from './sealedsecrets.ts';
import { snapshot } from './snapshot.ts';
import { solr } from './solr.ts';
import { spark } from './spark.ts';
import { spinKube } from './spinkube.ts';
import { storageSystems } from './storagesystems.ts';
import { strimzi } from './strimzi.ts';
import { sveltos } from './sveltos.ts';
import { tekton } from './tekton.ts';
import { temporal } from './temporal.ts';
import { terraform } from './terraform.ts';
import { threeScale } from './threescale.ts';
import { vault } from './vault.ts';
import { velero } from './velero.ts';
import { victoriaMetrics } from './victoriametrics.ts';
import { verticalPodAutoscaler } from './vpa.ts';
import { zalando } from './zalando.ts';
import type { GroupRules, KindRule } from './rule.ts';

/** Every rule there is. */
export const allRules: readonly GroupRules[] = [
  ack,
  ansible,
  argoproj,
  atlasGo,
  azure,
  batchSystems,
  camel,
  capsule,
  cassandra,
  certManager,
  clickhouse,
  cloudNativePg,
  clusterApi,
  cnrm,
  cockroach,
  configuration,
  confluent,
  consul,
  contour,
  crossplane,
  crunchy,
  datadog,
  delivery,
  druid,
  elastic,
  envoyGateway,
  externalSecrets,
  flagger,
  flink,
  flux,
  gatekeeper,
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
  kubeflow,
  kubevirt,
  kyverno,
  longhorn,
  mariadb,
  minio,
  mongodb,
  mysql,
  nats,
  netapp,
  networking,
  nginx,
  nmstate,
  numaproj,
  observability,
  olm,
  onePassword,
  openClusterManagement,
  openSearch,
  openshift,
  openTelemetry,
  percona,
  pravega,
  prometheus,
  promoter,
  pulsar,
  pulumi,
  rabbitmq,
  ray,
  redis,
  rook,
  sap,
  sealedSecrets,
  snapshot,
  solr,
  spark,
  spinKube,
  storageSystems,
  strimzi,
  sveltos,
  tekton,
  temporal,
  terraform,
  threeScale,
  vault,
  velero,
  victoriaMetrics,
  verticalPodAutoscaler,
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

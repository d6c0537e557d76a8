import type { GroupRules } from './rule.ts';

export const gke: GroupRules = {
  groups: ['networking.gke.io', 'cloud.google.com', 'apigee.cloud.google.com', 'core.gke.io', 'gkehub.gke.io'],
  rules: [
    {
      kinds: ['ManagedCertificate'],
      failed:
        "list(object, 'status.domainStatus').exists(d, d.status.startsWith('Failed')) || text(object, 'status.certificateStatus').startsWith('Failed')",
      current: "status.certificateStatus == 'Active'",
    },
    {
      kinds: [
        'ApigeeOrganization',
        'ApigeeEnvironment',
        'ApigeeDatastore',
        'ApigeeRedis',
        'ApigeeTelemetry',
        'ApigeeDeployment',
        'ApigeeRoute',
        'ApigeeRouteConfig',
      ],
      current: "status.state == 'running'",
    },
    {
      kinds: [
        'FrontendConfig',
        'BackendConfig',
        'GCPGatewayPolicy',
        'GCPBackendPolicy',
        'HealthCheckPolicy',
        'NetworkParams',
        'Network',
        'ServiceNetworkEndpointGroup',
      ],
      blank: 'Current',
      otherwise: 'convention',
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};

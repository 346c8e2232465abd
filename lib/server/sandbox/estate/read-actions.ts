/** Services and what their reads begin with: the shape of ReadOnlyAccess, at a tenth of its size. */
const READS = `
access-analyzer: Get* List*
acm: Describe* Get* List*
apigateway: GET
application-autoscaling: Describe* List*
aps: Describe* Get* List* Query*
athena: Batch* Get* List*
autoscaling: Describe* Get*
backup: Describe* Get* List*
batch: Describe* List*
bedrock: Get* List*
cloudformation: Describe* Detect* Estimate* Get* List*
cloudfront: Describe* Get* List*
cloudtrail: Describe* Get* List* LookupEvents
cloudwatch: Describe* Get* List*
codebuild: BatchGet* Describe* List*
cognito: Get* List*
config: BatchGet* Deliver* Describe* Get* List* Select*
dax: BatchGetItem Describe* GetItem ListTags Query Scan
dms: Describe* List* Test*
dynamodb: BatchGet* Describe* Get* List* PartiQLSelect Query Scan
ebs: GetSnapshotBlock List*
ec2: Describe* Get* List* SearchLocalGatewayRoutes SearchTransitGatewayRoutes
ecr: BatchCheck* BatchGet* Describe* Get* List*
ecs: Describe* Get* List*
eks: Describe* List* AccessKubernetesApi
elasticache: Describe* List*
elasticfilesystem: Describe* List*
elasticloadbalancing: Describe*
elasticmapreduce: Describe* Get* List* View*
es: Describe* ESHttpGet ESHttpHead Get* List*
events: Describe* List* Test*
firehose: Describe* List*
fsx: Describe* List*
glue: BatchGet* Get* List* SearchTables
guardduty: Describe* Get* List*
iam: Generate* Get* List* Simulate*
inspector2: BatchGet* Get* List*
kafka: Describe* Get* List*
kinesis: Describe* Get* List*
kms: Describe* Get* List*
lambda: Get* List*
lakeformation: DescribeResource GetDataAccess Get* List*
logs: Describe* FilterLogEvents Get* List* StartQuery StopQuery TestMetricFilter
memorydb: Describe* List*
mq: Describe* List*
network-firewall: Describe* List*
organizations: Describe* List*
ram: Get* List*
rds: Describe* Download* List*
redshift: Describe* GetReservedNodeExchangeOfferings View*
resource-explorer-2: Get* List* Search
resource-groups: Get* List* Search*
route53: Get* List* Test*
route53domains: Check* Get* List* View*
s3: DescribeJob Get* List*
sagemaker: Describe* GetSearchSuggestions List* Search
scheduler: GetSchedule List*
schemas: Describe* Get* List* Search*
secretsmanager: Describe* GetResourcePolicy List*
securityhub: BatchGet* Describe* Get* List*
ses: Describe* Get* List*
shield: Describe* Get* List*
sns: Check* Get* List*
sqs: Get* List* Receive*
ssm: Describe* Get* List*
states: Describe* GetExecutionHistory List*
storagegateway: Describe* List*
sts: GetAccessKeyInfo GetCallerIdentity GetSessionToken
tag: Get*
timestream: Describe* List*
transfer: Describe* List* TestIdentityProvider
trustedadvisor: Describe*
wafv2: CheckCapacity Describe* Get* List*
workspaces: Describe*
xray: BatchGet* Get*
`;

export const READ_ACTIONS: readonly string[] = READS.trim()
  .split("\n")
  .flatMap((line) => {
    const [service = "", names = ""] = line.split(": ");
    return names.split(" ").map((name) => `${service}:${name}`);
  });

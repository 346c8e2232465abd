/**
 * Services that run code, or make calls, with a role that is passed to them. Sources: Service Authorization Reference
 * (which actions need iam:PassRole) and each service's developer guide on its execution role.
 */

export interface Service {
  /** For the technique's id: "lambda". */
  readonly id: string;
  /** What is made: "a Lambda function". */
  readonly thing: string;
  /** Service principals of which the role's trust has to admit one. */
  readonly principals: readonly string[];
  /** What iam:PassedToService says where it is not the principal. */
  readonly passedTo?: readonly string[];
  /** Any one of these lists, all calls of it. */
  readonly calls: readonly (readonly string[])[];
  /** The role is handed over in an instance profile. */
  readonly profile?: true;
  /** By the first call: what has to be there besides; not where `makes` is among the calls, which makes it. */
  readonly needs?: Readonly<Record<string, string>>;
  readonly makes?: string;
}

const EXISTING_FUNCTION = "a function exists that can be changed";

export const SERVICES: readonly Service[] = [
  {
    id: "lambda",
    thing: "a Lambda function",
    principals: ["lambda.amazonaws.com"],
    calls: [
      ["lambda:CreateFunction", "lambda:InvokeFunction"],
      ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
      ["lambda:CreateFunction", "lambda:AddPermission"],
      ["lambda:CreateFunction", "events:PutRule", "events:PutTargets"],
      ["lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"],
    ],
    needs: { "lambda:UpdateFunctionConfiguration": EXISTING_FUNCTION },
  },
  {
    id: "ec2",
    thing: "an EC2 instance",
    principals: ["ec2.amazonaws.com"],
    calls: [
      ["ec2:RunInstances"],
      ["ec2:RequestSpotInstances"],
      ["ec2:RequestSpotFleet"],
      ["ec2:CreateFleet"],
      ["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"],
      ["ec2:AssociateIamInstanceProfile"],
      ["ec2:ReplaceIamInstanceProfileAssociation"],
    ],
    profile: true,
    needs: {
      "ec2:CreateFleet": "a launch template exists that names the instance profile",
      "ec2:AssociateIamInstanceProfile": "it can run code on an instance, such as the pod's own node",
      "ec2:ReplaceIamInstanceProfileAssociation": "it can run code on an instance, such as the pod's own node",
    },
  },
  {
    id: "ecs",
    thing: "an ECS task",
    principals: ["ecs-tasks.amazonaws.com"],
    calls: [
      ["ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:CreateCluster"],
      ["ecs:RegisterTaskDefinition", "ecs:CreateService", "ecs:CreateCluster"],
      ["ecs:RegisterTaskDefinition", "ecs:RunTask"],
      ["ecs:RegisterTaskDefinition", "ecs:CreateService"],
      ["ecs:RegisterTaskDefinition", "ecs:StartTask"],
      ["ecs:RegisterTaskDefinition", "ecs:UpdateService"],
    ],
    needs: { "ecs:RegisterTaskDefinition": "an ECS cluster is there to run it in" },
    makes: "ecs:CreateCluster",
  },
  {
    id: "cloudformation",
    thing: "a CloudFormation stack",
    principals: ["cloudformation.amazonaws.com"],
    calls: [
      ["cloudformation:CreateStack"],
      ["cloudformation:UpdateStack"],
      ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
      ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
      ["cloudformation:UpdateStackSet"],
    ],
    needs: {
      "cloudformation:UpdateStack": "a stack exists that can be changed",
      "cloudformation:CreateStackSet":
        "the role may assume a role that does more, as the administration role of stack sets does",
      "cloudformation:UpdateStackSet": "a stack set exists that can be changed",
    },
  },
  {
    id: "glue",
    thing: "a Glue job",
    principals: ["glue.amazonaws.com"],
    calls: [
      ["glue:CreateDevEndpoint"],
      ["glue:CreateJob", "glue:StartJobRun"],
      ["glue:CreateJob", "glue:CreateTrigger"],
      ["glue:CreateSession", "glue:RunStatement"],
      ["glue:UpdateJob", "glue:StartJobRun"],
      ["glue:UpdateJob", "glue:CreateTrigger"],
    ],
    needs: { "glue:UpdateJob": "a Glue job exists that can be changed" },
  },
  {
    id: "sagemaker",
    thing: "a SageMaker job or notebook",
    principals: ["sagemaker.amazonaws.com"],
    calls: [
      ["sagemaker:CreateTrainingJob"],
      ["sagemaker:CreateProcessingJob"],
      ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"],
      ["sagemaker:CreateNotebookInstance", "sagemaker:CreateNotebookInstanceLifecycleConfig"],
      ["sagemaker:CreateModel", "sagemaker:CreateEndpointConfig", "sagemaker:CreateEndpoint"],
      ["sagemaker:CreateModel", "sagemaker:CreateTransformJob"],
      ["sagemaker:CreateDomain", "sagemaker:CreateUserProfile", "sagemaker:CreatePresignedDomainUrl"],
      ["sagemaker:CreatePipeline", "sagemaker:StartPipelineExecution"],
      ["sagemaker:CreateNotebookInstance"],
    ],
  },
  {
    id: "codebuild",
    thing: "a CodeBuild project",
    principals: ["codebuild.amazonaws.com"],
    calls: [
      ["codebuild:CreateProject", "codebuild:StartBuild"],
      ["codebuild:CreateProject", "codebuild:StartBuildBatch"],
      ["codebuild:CreateProject", "codebuild:CreateWebhook"],
      ["codebuild:UpdateProject", "codebuild:StartBuild"],
    ],
    needs: { "codebuild:UpdateProject": "a CodeBuild project exists that can be changed" },
  },
  {
    id: "datapipeline",
    thing: "a data pipeline",
    principals: ["datapipeline.amazonaws.com", "elasticmapreduce.amazonaws.com"],
    calls: [["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"]],
  },
  {
    id: "emr",
    thing: "an EMR cluster",
    principals: ["ec2.amazonaws.com"],
    calls: [["elasticmapreduce:RunJobFlow"]],
    profile: true,
  },
  {
    id: "emr-serverless",
    thing: "an EMR Serverless job",
    principals: ["emr-serverless.amazonaws.com"],
    calls: [["emr-serverless:CreateApplication", "emr-serverless:StartJobRun"], ["emr-serverless:StartJobRun"]],
    needs: { "emr-serverless:StartJobRun": "an EMR Serverless application exists" },
  },
  {
    id: "apprunner",
    thing: "an App Runner service",
    principals: ["tasks.apprunner.amazonaws.com"],
    calls: [["apprunner:CreateService"], ["apprunner:UpdateService"]],
    needs: { "apprunner:UpdateService": "an App Runner service exists that can be changed" },
  },
  {
    id: "batch",
    thing: "a Batch job",
    principals: ["ecs-tasks.amazonaws.com"],
    calls: [["batch:RegisterJobDefinition", "batch:SubmitJob"]],
    needs: { "batch:RegisterJobDefinition": "a job queue exists" },
  },
  {
    id: "bedrock-agentcore",
    thing: "a Bedrock AgentCore code interpreter or agent",
    principals: ["bedrock-agentcore.amazonaws.com"],
    calls: [
      [
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:StartCodeInterpreterSession",
        "bedrock-agentcore:InvokeCodeInterpreter",
      ],
      ["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntime"],
    ],
  },
  {
    id: "states",
    thing: "a Step Functions state machine",
    principals: ["states.amazonaws.com"],
    calls: [
      ["states:CreateStateMachine", "states:StartExecution"],
      ["states:CreateStateMachine", "states:StartSyncExecution"],
      ["states:UpdateStateMachine", "states:StartExecution"],
    ],
    needs: { "states:UpdateStateMachine": "a state machine exists that can be changed" },
  },
  {
    id: "scheduler",
    thing: "a schedule of EventBridge",
    principals: ["scheduler.amazonaws.com"],
    calls: [["scheduler:CreateSchedule"]],
  },
  {
    id: "ssm-automation",
    thing: "an automation of Systems Manager",
    principals: ["ssm.amazonaws.com"],
    calls: [["ssm:CreateDocument", "ssm:StartAutomationExecution"]],
  },
  {
    id: "codepipeline",
    thing: "a pipeline of CodePipeline",
    principals: ["codepipeline.amazonaws.com"],
    calls: [["codepipeline:CreatePipeline"]],
  },
  {
    id: "mwaa",
    thing: "an Airflow environment",
    principals: ["airflow-env.amazonaws.com", "airflow.amazonaws.com"],
    calls: [["airflow:CreateEnvironment"]],
  },
  {
    id: "rolesanywhere",
    thing: "a profile of IAM Roles Anywhere",
    principals: ["rolesanywhere.amazonaws.com"],
    calls: [["rolesanywhere:CreateTrustAnchor", "rolesanywhere:CreateProfile"]],
  },
  {
    id: "kinesisanalytics",
    thing: "a Managed Flink application",
    principals: ["kinesisanalytics.amazonaws.com"],
    calls: [["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"]],
  },
  {
    id: "amplify",
    thing: "an Amplify app",
    principals: ["amplify.amazonaws.com"],
    calls: [["amplify:CreateApp", "amplify:CreateBranch", "amplify:StartJob"]],
  },
  {
    id: "elasticbeanstalk",
    thing: "an Elastic Beanstalk environment",
    principals: ["ec2.amazonaws.com"],
    calls: [["elasticbeanstalk:CreateApplication", "elasticbeanstalk:CreateEnvironment"]],
    profile: true,
  },
  {
    id: "omics",
    thing: "a HealthOmics run",
    principals: ["omics.amazonaws.com"],
    calls: [["omics:CreateWorkflow", "omics:StartRun"]],
  },
  {
    id: "braket",
    thing: "a Braket job",
    principals: ["braket.amazonaws.com"],
    calls: [["braket:CreateJob"]],
  },
];

/** Things that exist already and that one can make run one's own code, with the role that they have. */
export const EXISTING: readonly Omit<Service, "passedTo">[] = [
  {
    id: "lambda-code",
    thing: "a Lambda function",
    principals: ["lambda.amazonaws.com"],
    calls: [
      ["lambda:UpdateFunctionCode", "lambda:InvokeFunction"],
      ["lambda:UpdateFunctionCode", "lambda:AddPermission"],
      ["lambda:UpdateFunctionCode"],
      ["lambda:UpdateFunctionConfiguration"],
    ],
    needs: {
      "lambda:UpdateFunctionCode": "something calls the function",
      "lambda:UpdateFunctionConfiguration": "something calls the function, with a layer of its choice",
    },
  },
  {
    id: "ssm-command",
    thing: "an EC2 instance",
    principals: ["ec2.amazonaws.com"],
    calls: [["ssm:SendCommand"], ["ssm:StartSession"]],
    profile: true,
    needs: {
      "ssm:SendCommand": "Systems Manager manages the instance",
      "ssm:StartSession": "Systems Manager manages the instance",
    },
  },
  {
    id: "instance-connect",
    thing: "an EC2 instance",
    principals: ["ec2.amazonaws.com"],
    calls: [["ec2-instance-connect:SendSSHPublicKey"], ["ec2-instance-connect:SendSerialConsoleSSHPublicKey"]],
    profile: true,
    needs: {
      "ec2-instance-connect:SendSSHPublicKey": "the instance is reached by SSH",
      "ec2-instance-connect:SendSerialConsoleSSHPublicKey": "the serial console is enabled",
    },
  },
  {
    id: "user-data",
    thing: "an EC2 instance",
    principals: ["ec2.amazonaws.com"],
    calls: [
      ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"],
      ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"],
    ],
    profile: true,
    needs: { "ec2:CreateLaunchTemplateVersion": "instances are started from the launch template's default version" },
  },
  {
    id: "glue-dev-endpoint",
    thing: "a Glue development endpoint",
    principals: ["glue.amazonaws.com"],
    calls: [["glue:UpdateDevEndpoint"]],
  },
  {
    id: "codebuild-build",
    thing: "a CodeBuild project",
    principals: ["codebuild.amazonaws.com"],
    calls: [["codebuild:StartBuild"], ["codebuild:StartBuildBatch"]],
    needs: {
      "codebuild:StartBuild": "the project lets a build bring its own commands",
      "codebuild:StartBuildBatch": "the project lets a batch bring its own commands",
    },
  },
  {
    id: "cloudformation-stack",
    thing: "a CloudFormation stack",
    principals: ["cloudformation.amazonaws.com"],
    calls: [
      ["cloudformation:UpdateStack"],
      ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
      ["cloudformation:UpdateStackSet"],
    ],
  },
  {
    id: "apprunner-service",
    thing: "an App Runner service",
    principals: ["tasks.apprunner.amazonaws.com"],
    calls: [["apprunner:UpdateService"]],
  },
  {
    id: "sagemaker-notebook",
    thing: "a SageMaker notebook",
    principals: ["sagemaker.amazonaws.com"],
    calls: [
      ["sagemaker:CreatePresignedNotebookInstanceUrl"],
      [
        "sagemaker:CreateNotebookInstanceLifecycleConfig",
        "sagemaker:StopNotebookInstance",
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StartNotebookInstance",
      ],
      ["sagemaker:CreatePresignedDomainUrl"],
    ],
  },
  {
    id: "code-interpreter",
    thing: "a Bedrock AgentCore code interpreter",
    principals: ["bedrock-agentcore.amazonaws.com"],
    calls: [["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"]],
  },
  {
    id: "ecs-exec",
    thing: "an ECS task",
    principals: ["ecs-tasks.amazonaws.com"],
    calls: [["ecs:ExecuteCommand"]],
    needs: { "ecs:ExecuteCommand": "the task was started with execution of commands enabled" },
  },
  {
    id: "batch-job",
    thing: "a Batch job definition",
    principals: ["ecs-tasks.amazonaws.com"],
    calls: [["batch:SubmitJob"]],
  },
  {
    id: "state-machine",
    thing: "a Step Functions state machine",
    principals: ["states.amazonaws.com"],
    calls: [["states:UpdateStateMachine", "states:StartExecution"]],
  },
  {
    id: "emr-steps",
    thing: "an EMR cluster",
    principals: ["ec2.amazonaws.com"],
    calls: [["elasticmapreduce:AddJobFlowSteps"]],
    profile: true,
  },
];

/** Templates of the calls' resources where the table names more types than the call touches; "|" between alternatives. */
export const TYPES: Readonly<Record<string, readonly string[]>> = {
  "ssm:SendCommand": [
    "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}",
    ["AWS-RunShellScript", "AWS-RunPowerShellScript", "AWS-RunRemoteScript", "AWS-RunAnsiblePlaybook"]
      .map((name) => `arn:\${Partition}:ssm:\${Region}::document/${name}`)
      .join("|"),
  ],
  "ssm:StartSession": ["arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}"],
  "ec2:ModifyInstanceAttribute": ["arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}"],
  "ec2:CreateFleet": ["arn:${Partition}:ec2:${Region}:${Account}:fleet/${FleetId}"],
  "ec2:RequestSpotInstances": ["arn:${Partition}:ec2:${Region}:${Account}:spot-instances-request/${Id}"],
  "ec2:RequestSpotFleet": ["arn:${Partition}:ec2:${Region}:${Account}:spot-fleet-request/${Id}"],
  "ssm:StartAutomationExecution": ["arn:${Partition}:ssm:${Region}:${Account}:document/${DocumentName}"],
  "braket:CreateJob": ["arn:${Partition}:braket:${Region}:${Account}:job/${RandomId}"],
  "batch:SubmitJob": [
    "arn:${Partition}:batch:${Region}:${Account}:job-definition/${JobDefinitionName}",
    "arn:${Partition}:batch:${Region}:${Account}:job-queue/${JobQueueName}",
  ],
  "bedrock-agentcore:StartCodeInterpreterSession": [
    "arn:${Partition}:bedrock-agentcore:${Region}:${Account}:code-interpreter-custom/${CodeInterpreterId}",
  ],
  "bedrock-agentcore:InvokeCodeInterpreter": [
    "arn:${Partition}:bedrock-agentcore:${Region}:${Account}:code-interpreter-custom/${CodeInterpreterId}",
  ],
};

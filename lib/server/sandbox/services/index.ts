/** Every service that the endpoint answers for. A new one joins here. */
import type { Service } from "../protocol/service";
import { accountService } from "./account/index";
import { dynamodbService } from "./dynamodb/index";
import { ec2Service } from "./ec2/index";
import { ecrService } from "./ecr/index";
import { eksService } from "./eks/index";
import { iamService } from "./iam/index";
import { kmsService } from "./kms/index";
import { organizationsService } from "./organizations/index";
import { rdsService } from "./rds/index";
import { s3Service } from "./s3/index";
import { secretsManagerService } from "./secretsmanager/index";
import { snsService } from "./sns/index";
import { sqsService } from "./sqs/index";
import type { SessionIssuer } from "./sts/assume-role";
import { stsService } from "./sts/index";

/** Fresh services: IAM keeps report jobs, STS issues sessions. */
export function createServices(issue: SessionIssuer): ReadonlyMap<string, Service> {
  const services = [
    eksService,
    iamService(),
    stsService(issue),
    accountService,
    ec2Service,
    organizationsService,
    kmsService,
    sqsService,
    snsService,
    secretsManagerService,
    dynamodbService,
    ecrService,
    rdsService,
    // Last: without a signature, any path could be a bucket's.
    s3Service,
  ];
  return new Map(services.map((service) => [service.name, service]));
}

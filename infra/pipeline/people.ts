import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { envSchema } from '../../functions/intake/add-token-claims/env.ts';
import { GROUPS } from '../../shared/contracts/caller.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import type { EnvironmentSettings } from '../environments.ts';

/** Who may come in: the user pool with the six groups, the trigger that puts unit and agency into access tokens, the authorizer. */
export class People extends Construct {
  readonly authorizer: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, settings: EnvironmentSettings) {
    super(scope, id);
    const { lambda } = new PipelineFunction(this, 'add-token-claims', {
      settings,
      chapter: 'intake',
      name: 'add-token-claims',
      envSchema,
      environment: {},
      timeout: Duration.seconds(5),
      memoryMb: 512,
    });
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      // Triggers of version 2, which can add claims to access tokens, come with this plan.
      featurePlan: FeaturePlan.ESSENTIALS,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { minLength: 12 },
      customAttributes: {
        unit: new StringAttribute({ mutable: true, maxLen: 40 }),
        agency: new StringAttribute({ mutable: true, maxLen: 40 }),
      },
      deletionProtection: settings.retain,
      removalPolicy: settings.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, lambda, LambdaVersion.V2_0);
    for (const groupName of GROUPS) new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
    const client = pool.addClient('Console', {
      accessTokenValidity: Duration.hours(12),
      authFlows: { userSrp: true },
      disableOAuth: true,
      // Nobody writes the own unit or agency: an administrator does.
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
    });
    const issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
    this.authorizer = new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [client.userPoolClientId] });
  }
}

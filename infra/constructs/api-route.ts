import {
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contracts/routes.ts';

/** The API that every chapter adds its routes to. */
export interface Door {
  readonly api: IHttpApi;
  readonly authorizer: IHttpRouteAuthorizer;
}

/** One operation of shared/contracts/routes.ts as a route of the HTTP API, behind the JWT authorizer unless it is open. */
export class ApiRoute extends Construct {
  constructor(scope: Construct, id: string, door: Door, route: Pick<Route, 'method' | 'path' | 'isOpen'>, handler: LambdaFunction) {
    super(scope, id);
    new HttpRoute(this, 'Route', {
      httpApi: door.api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      authorizer: route.isOpen === true ? new HttpNoneAuthorizer() : door.authorizer,
      integration: new HttpLambdaIntegration('Integration', handler),
    });
  }
}

import * as z from 'zod';
import { GROUPS } from './caller.ts';
import { problemSchema } from './problems.ts';
import { type Route, routes } from './routes.ts';

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const isAbsent = (schema: z.ZodType): boolean => schema instanceof z.ZodUndefined;
const asContent = (schema: object, type = 'application/json'): object => ({ [type]: { schema } });

function pathParameters(route: Route): object[] {
  const { properties = {} } = schemaOf(route.pathSchema, 'input') as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

function queryParameters(route: Route): object[] {
  if (route.querySchema === undefined) return [];
  const { properties = {} } = schemaOf(route.querySchema, 'input') as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

/** What a file answer is, by the function that makes it; all others are workbooks. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  'make-report': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'print-receipt': 'text/html',
  'see-preview': 'text/html',
};

function operation(name: string, route: Route): object {
  const idempotency = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } };
  const answer =
    route.responseSchema === undefined
      ? asContent(
          { type: 'string', contentEncoding: 'binary' },
          FILE_TYPES[route.function] ?? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        )
      : asContent(schemaOf(route.responseSchema, 'output'));
  return {
    operationId: name,
    summary: route.summary.en,
    description: route.isOpen === true ? `${route.summary.vi}.` : `${route.summary.vi}. Groups: ${route.groups.join(', ')}.`,
    tags: [route.chapter],
    ...(route.isOpen === true ? { security: [] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route), ...(route.method === 'POST' ? [idempotency] : [])],
    ...(isAbsent(route.bodySchema) ? {} : { requestBody: { content: asContent(schemaOf(route.bodySchema, 'input')) } }),
    responses: {
      [route.status]: { description: 'Done', content: answer },
      401: { description: 'No valid access token' },
      default: {
        description: 'A problem, in Vietnamese and English',
        content: asContent({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
      },
    },
  };
}

/** The OpenAPI 3.1 document of the HTTP API, from the same schemas that its functions parse with. */
export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, route] of Object.entries(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'PAR INDEX pipeline', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `Cognito access token; groups ${GROUPS.join(', ')}`,
        },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}

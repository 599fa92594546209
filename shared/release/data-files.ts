import { dayOf } from '../domain/calendar.ts';
import { writeCsv } from '../domain/csv.ts';
import { sha256 } from '../domain/hash.ts';
import { writeTables } from '../spreadsheet/write-tables.ts';
import { type ReleaseContent, type ReleaseFile, textFile } from './release-content.ts';
import { reasonsUnranked, type Table } from './tables.ts';

/** A spreadsheet runs text that begins with one of these as a formula; a leading apostrophe makes it text again. */
export function safeText(text: string): string {
  return /^[\s\0]*[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

/** Cells as they are written: text that no spreadsheet runs, numbers as they are. */
function safeRows({ columns, rows }: Table): string[][] {
  return rows.map((row) => row.map((cell, c) => (columns[c]?.type === 'string' ? safeText(cell) : cell)));
}

/** UTF-8 with BOM for Excel, comma, RFC 4180; decimals with a dot. */
export function csvFile(table: Table): ReleaseFile {
  return {
    path: `${table.name}.csv`,
    contentType: 'text/csv; charset=utf-8',
    bytes: writeCsv([table.columns.map(({ name }) => name), ...safeRows(table)]),
  };
}

/** Tables that a workbook would only be slow with; they are there as CSV. */
const TOO_LONG = 60_000;

/** `release.xlsx`: every table but the longest as a sheet. */
export async function workbook(content: ReleaseContent, tables: readonly Table[]): Promise<ReleaseFile> {
  const sheets = tables
    .filter(({ rows }) => rows.length <= TOO_LONG)
    .map((table) => ({
      name: table.name,
      columns: table.columns.map(({ name, type }) => ({ name, isText: type === 'string' || type === 'date' })),
      rows: safeRows(table),
    }));
  return {
    path: 'release.xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: await writeTables(`${content.definition.title.vi} (${content.round}, ${content.release})`, sheets),
  };
}

/** `ranking.json`: the computed index with names, the set's fields and what the figures carry. */
export function rankingJson(content: ReleaseContent): ReleaseFile {
  const { definition, computed, frozen, ledger, freezeHash, release, codeVersion, unitChanges, supersedes } = content;
  const { round, year, level, title, note, criteriaSet, calendar } = definition;
  const { statistics, ...index } = computed;
  const document = {
    round,
    release,
    supersedes: supersedes?.release ?? null,
    year,
    level,
    title,
    note,
    decision: criteriaSet.decision,
    scheduledPublicationDay: dayOf(Date.parse(calendar.publication.deadlineAt)),
    freezeHash,
    codeVersion,
    fields: criteriaSet.fields.map(({ code, name }) => ({ code, name })),
    names: Object.fromEntries(definition.units.map(({ code, name }) => [code, name])),
    mean: index.mean,
    unranked: reasonsUnranked(definition, frozen),
    resolutions: frozen.resolutions,
    ledger,
    unitChanges,
    units: index.units,
    statistics,
  };
  return textFile('ranking.json', 'application/json', `${JSON.stringify(document, null, 2)}\n`);
}

/** `release.json`: all that the release is made from. */
export function contentJson(content: ReleaseContent): ReleaseFile {
  return textFile('release.json', 'application/json', `${JSON.stringify(content)}\n`);
}

const LICENCE = {
  name: 'CC-BY-4.0',
  path: 'https://creativecommons.org/licenses/by/4.0/',
  title: 'Creative Commons Attribution 4.0',
};
const PUBLISHER = 'Bộ Nội vụ / Ministry of Home Affairs of Viet Nam';

/** `datapackage.json` (Data Package v2, datapackage.org) with a Table Schema for every table. */
function dataPackage(content: ReleaseContent, tables: readonly Table[], files: readonly ReleaseFile[]): Record<string, unknown> {
  const { definition, release, supersedes } = content;
  const sizeOf = new Map(files.map(({ path, bytes }) => [path, { bytes: bytes.length, hash: `sha256:${sha256(bytes)}` }]));
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `par-index-${content.round}`,
    title: definition.title.vi,
    description: `${definition.title.vi} / ${definition.title.en}. ${definition.note.vi} / ${definition.note.en}`,
    version: String(release),
    ...(supersedes === null ? {} : { supersedes: String(supersedes.release) }),
    created: `${dayOf(Date.parse(definition.calendar.publication.deadlineAt))}T00:00:00+07:00`,
    keywords: ['PAR INDEX', 'SIPAS', 'cải cách hành chính', 'public administration reform', 'Viet Nam'],
    licenses: [LICENCE],
    contributors: [{ title: PUBLISHER, roles: ['publisher'] }],
    sources: [{ title: definition.criteriaSet.decision }],
    resources: tables.map((table) => ({
      $schema: 'https://datapackage.org/profiles/2.0/dataresource.json',
      name: table.name,
      type: 'table',
      title: `${table.title.vi} / ${table.title.en}`,
      path: `${table.name}.csv`,
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      ...sizeOf.get(`${table.name}.csv`),
      schema: {
        $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
        fields: table.columns.map(({ name, type, description }) => ({ name, type, description })),
        missingValues: ['', 'NA'],
        ...(table.primaryKey.length === 0 ? {} : { primaryKey: [...table.primaryKey] }),
        ...(table.foreignKeys === undefined
          ? {}
          : {
              foreignKeys: Object.entries(table.foreignKeys).map(([field, [resource, other]]) => ({
                fields: [field],
                reference: { resource, fields: [other] },
              })),
            }),
      },
    })),
  };
}

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly created: string;
  readonly keywords: readonly string[];
  readonly resources: readonly { readonly path: string; readonly title: string; readonly mediatype: string; readonly bytes?: number }[];
}

/** schema.org/Dataset, for search engines; stands in the data page as well. */
function dataset({ definition, round, release }: ReleaseContent, about: Described): Record<string, unknown> {
  return {
    '@context': 'https://schema.org/',
    '@type': 'Dataset',
    name: about.title,
    alternateName: definition.title.en,
    description: about.description,
    identifier: `${round}/${release}`,
    version: about.version,
    dateCreated: about.created.slice(0, 10),
    temporalCoverage: String(definition.year),
    spatialCoverage: 'Viet Nam',
    inLanguage: ['vi', 'en'],
    isAccessibleForFree: true,
    license: LICENCE.path,
    keywords: about.keywords,
    creator: { '@type': 'GovernmentOrganization', name: PUBLISHER },
    distribution: about.resources.map(({ path, title, mediatype }) => ({
      '@type': 'DataDownload',
      name: title,
      contentUrl: path,
      encodingFormat: mediatype,
    })),
  };
}

/** A DCAT 3 record, JSON-LD. */
function dcat({ definition, round, release, supersedes }: ReleaseContent, about: Described): Record<string, unknown> {
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      spdx: 'http://spdx.org/rdf/terms#',
    },
    '@id': `${round}/${release}`,
    '@type': 'dcat:Dataset',
    'dct:identifier': about.name,
    'dct:title': [
      { '@value': definition.title.vi, '@language': 'vi' },
      { '@value': definition.title.en, '@language': 'en' },
    ],
    'dct:description': about.description,
    'dct:issued': about.created.slice(0, 10),
    'dct:temporal': String(definition.year),
    'dct:spatial': 'Viet Nam',
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': PUBLISHER },
    'dct:license': { '@id': LICENCE.path },
    'dcat:version': about.version,
    ...(supersedes === null ? {} : { 'dcat:previousVersion': `${round}/${supersedes.release}` }),
    'dcat:keyword': about.keywords,
    'dcat:distribution': about.resources.map(({ path, title, mediatype, bytes }) => ({
      '@type': 'dcat:Distribution',
      'dct:title': title,
      'dcat:downloadURL': { '@id': path },
      'dcat:mediaType': mediatype,
      ...(bytes === undefined ? {} : { 'dcat:byteSize': bytes }),
    })),
  };
}

/** The descriptions of the data, all from one object: `datapackage.json`, `dataset.jsonld` (schema.org) and `dcat.jsonld`. */
export function descriptions(content: ReleaseContent, tables: readonly Table[], files: readonly ReleaseFile[]): ReleaseFile[] {
  const about = dataPackage(content, tables, files);
  const described = about as unknown as Described;
  const json = (path: string, contentType: string, value: unknown): ReleaseFile =>
    textFile(path, contentType, `${JSON.stringify(value, null, 2)}\n`);
  return [
    json('datapackage.json', 'application/json', about),
    json('dataset.jsonld', 'application/ld+json', dataset(content, described)),
    json('dcat.jsonld', 'application/ld+json', dcat(content, described)),
  ];
}

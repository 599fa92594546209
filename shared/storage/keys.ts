import type { StageName } from '../domain/calendar.ts';

/** A primary key of the records table or of the survey table. Keys are made here and nowhere else. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const padded = (n: number): string => String(n).padStart(8, '0');

const ofRound = (round: string): string => `ROUND#${round}`;
const ofUnit = (round: string, unit: string): string => `ROUND#${round}#UNIT#${unit}`;

/**
 * Access patterns (records table; no secondary index, no Scan):
 *  rounds to sweep                         query pk ROUNDS
 *  a round, its definition, its stages     get / query pk ROUND#r, sk ROUND | DEFINITION | STAGE#…
 *  releases of a round, newest last        query pk ROUND#r, sk RELEASE#…
 *  an upload by its id                     get pk ROUND#r#UPLOAD#id (a partition of its own: the last hour is crowded)
 *  what keeps a stage from closing         query pk ROUND#r#PENDING#stage
 *  a unit's submission and its lines       get / query pk ROUND#r#UNIT#u, sk SUBMISSION | VERSION#… | STATEMENT#… | LINE#place#item
 *  a unit's evidence and links to items    query pk ROUND#r#UNIT#u, sk EVIDENCE#uploadId; papers held: PAPER#id
 *  who else uploaded the same document     query pk ROUND#r#DOCUMENT#sha256, sk unit#uploadId
 *  a scan's result, whenever it comes      get pk ROUND#r#UPLOAD#id, sk SCAN#versionId
 *  a unit's cells: readings, explanations  query pk ROUND#r#UNIT#u, sk CELL#item
 *  a unit's adjustments                    query pk ROUND#r#UNIT#u, sk ADJUSTMENT#code
 *  agencies' figures for a unit            query pk ROUND#r#UNIT#u, sk FIGURE#item#fact#agency
 *  who reads what                          get pk ROUND#r, sk ASSIGNMENTS
 *  central scores in force and their rows  get pk ROUND#r, sk CENTRAL; query pk ROUND#r#CENTRAL#uploadId
 *  what a survey of a round has: mappings,  query pk ROUND#r, sk SURVEY#instrument#MAPPING#… | BATCH#… | FLAG#… | SAMPLE |
 *   batches, decisions, sample, estimates   FIELDWORK | ESTIMATES
 *  the version of all batches of a survey   get pk ROUND#r, sk SURVEY#instrument#HEAD; of presses SURVEY#_presses#HEAD
 *  secret of a round's identities           get pk ROUND#r, sk INSTANCE-KEY
 *  a unit's statements on fieldwork         query pk ROUND#r#UNIT#u, sk FIELDWORK#instrument
 *  buttons of a round and who counts        get pk ROUND#r, sk BUTTONS; query pk ROUND#r, sk PRESSES#uploadId
 *  what was decided about open matters      query pk ROUND#r, sk RESOLUTION#matter
 *  changes after the freeze                 query pk ROUND#r, sk LEDGER#number
 *  complaints after a release               query pk ROUND#r, sk COMPLAINT#number
 *  a unit's plan for what it lost           get pk ROUND#r#UNIT#u, sk REMEDIES
 *  who may look at a release for a while    get pk PREVIEW#hash of the token
 *  units that became others                 query pk ROUND#r, sk UNIT-CHANGE#number
 *  who of a unit is written to              get pk ROUND#r#UNIT#u, sk CONTACTS
 *  notices of a round, each sent once       query pk ROUND#r#NOTICES, sk id; files with findings to tell of pk ROUND#r#TO-TELL
 *  what the workflow settled for a unit     get pk ROUND#r#UNIT#u, sk SETTLEMENT
 *  audit chain of a round or of a unit     query the same pk, sk AUDIT#…; its head sk AUDIT-HEAD
 *  answer to a repeated request            get pk IDEMPOTENCY#hash
 *
 * Access patterns (survey table):
 *  answers of a batch, in their order      query pk ROUND#r#BATCH#uploadId, sk PAGE#…
 *  its tallies; what was wrong with rows   query the same pk, sk TALLY#unit; get sk REPORT
 *  estimates of a survey by number         query pk ROUND#r#SURVEY#instrument, sk ESTIMATES#number#part
 *  presses of a file by device and hour    query pk ROUND#r#PRESSES#uploadId, sk PART#…
 */
export const keys = {
  roundEntry: (round: string): Key => ({ pk: 'ROUNDS', sk: round }),
  round: (round: string): Key => ({ pk: ofRound(round), sk: 'ROUND' }),
  definition: (round: string): Key => ({ pk: ofRound(round), sk: 'DEFINITION' }),
  stage: (round: string, stage: StageName): Key => ({ pk: ofRound(round), sk: `STAGE#${stage}` }),
  release: (round: string, release: number): Key => ({ pk: ofRound(round), sk: `RELEASE#${padded(release)}` }),
  upload: (round: string, uploadId: string): Key => ({ pk: `${ofRound(round)}#UPLOAD#${uploadId}`, sk: 'UPLOAD' }),
  pending: (round: string, stage: StageName, uploadId: string): Key => ({ pk: `${ofRound(round)}#PENDING#${stage}`, sk: uploadId }),
  submission: (round: string, unit: string): Key => ({ pk: ofUnit(round, unit), sk: 'SUBMISSION' }),
  submissionVersion: (round: string, unit: string, number: number): Key => ({ pk: ofUnit(round, unit), sk: `VERSION#${padded(number)}` }),
  statement: (round: string, unit: string, number: number): Key => ({ pk: ofUnit(round, unit), sk: `STATEMENT#${padded(number)}` }),
  line: (round: string, unit: string, place: string, item: string): Key => ({ pk: ofUnit(round, unit), sk: `LINE#${place}#${item}` }),
  evidence: (round: string, unit: string, uploadId: string): Key => ({ pk: ofUnit(round, unit), sk: `EVIDENCE#${uploadId}` }),
  paper: (round: string, unit: string, id: string): Key => ({ pk: ofUnit(round, unit), sk: `PAPER#${id}` }),
  document: (round: string, sha256: string, unit: string, uploadId: string): Key => ({
    pk: `${ofRound(round)}#DOCUMENT#${sha256}`,
    sk: `${unit}#${uploadId}`,
  }),
  scan: (round: string, uploadId: string, versionId: string): Key => ({
    pk: `${ofRound(round)}#UPLOAD#${uploadId}`,
    sk: `SCAN#${versionId}`,
  }),
  cell: (round: string, unit: string, item: string): Key => ({ pk: ofUnit(round, unit), sk: `CELL#${item}` }),
  adjustment: (round: string, unit: string, code: string): Key => ({ pk: ofUnit(round, unit), sk: `ADJUSTMENT#${code}` }),
  figure: (round: string, unit: string, item: string, fact: string, agency: string): Key => ({
    pk: ofUnit(round, unit),
    sk: `FIGURE#${item}#${fact}#${agency}`,
  }),
  assignments: (round: string): Key => ({ pk: ofRound(round), sk: 'ASSIGNMENTS' }),
  central: (round: string): Key => ({ pk: ofRound(round), sk: 'CENTRAL' }),
  centralRow: (round: string, uploadId: string, unit: string, item: string): Key => ({
    pk: `${ofRound(round)}#CENTRAL#${uploadId}`,
    sk: `${unit}#${item}`,
  }),
  mapping: (round: string, instrument: string, version: number): Key => ({
    pk: ofRound(round),
    sk: `SURVEY#${instrument}#MAPPING#${padded(version)}`,
  }),
  /** Moved with every batch of a survey (or of presses): who decides by what stands is told when that moved. */
  batchesHead: (round: string, of: string): Key => ({ pk: ofRound(round), sk: `SURVEY#${of}#HEAD` }),
  batch: (round: string, instrument: string, uploadId: string): Key => ({
    pk: ofRound(round),
    sk: `SURVEY#${instrument}#BATCH#${uploadId}`,
  }),
  flagDecision: (round: string, instrument: string, flag: string): Key => ({ pk: ofRound(round), sk: `SURVEY#${instrument}#FLAG#${flag}` }),
  sample: (round: string, instrument: string): Key => ({ pk: ofRound(round), sk: `SURVEY#${instrument}#SAMPLE` }),
  fieldwork: (round: string, instrument: string): Key => ({ pk: ofRound(round), sk: `SURVEY#${instrument}#FIELDWORK` }),
  estimatesHead: (round: string, instrument: string): Key => ({ pk: ofRound(round), sk: `SURVEY#${instrument}#ESTIMATES` }),
  instanceKey: (round: string): Key => ({ pk: ofRound(round), sk: 'INSTANCE-KEY' }),
  fieldworkStatement: (round: string, unit: string, instrument: string): Key => ({
    pk: ofUnit(round, unit),
    sk: `FIELDWORK#${instrument}`,
  }),
  buttons: (round: string): Key => ({ pk: ofRound(round), sk: 'BUTTONS' }),
  pressBatch: (round: string, uploadId: string): Key => ({ pk: ofRound(round), sk: `PRESSES#${uploadId}` }),
  page: (round: string, uploadId: string, page: number): Key => ({ pk: `${ofRound(round)}#BATCH#${uploadId}`, sk: `PAGE#${padded(page)}` }),
  tally: (round: string, uploadId: string, unit: string): Key => ({ pk: `${ofRound(round)}#BATCH#${uploadId}`, sk: `TALLY#${unit}` }),
  batchReport: (round: string, uploadId: string): Key => ({ pk: `${ofRound(round)}#BATCH#${uploadId}`, sk: 'REPORT' }),
  estimatesPart: (round: string, instrument: string, number: number, part: number): Key => ({
    pk: `${ofRound(round)}#SURVEY#${instrument}`,
    sk: `ESTIMATES#${padded(number)}#${padded(part)}`,
  }),
  pressPart: (round: string, uploadId: string, part: number): Key => ({
    pk: `${ofRound(round)}#PRESSES#${uploadId}`,
    sk: `PART#${padded(part)}`,
  }),
  resolution: (round: string, matter: string): Key => ({ pk: ofRound(round), sk: `RESOLUTION#${matter}` }),
  ledgerEntry: (round: string, number: number): Key => ({ pk: ofRound(round), sk: `LEDGER#${padded(number)}` }),
  complaint: (round: string, number: number): Key => ({ pk: ofRound(round), sk: `COMPLAINT#${padded(number)}` }),
  remedies: (round: string, unit: string): Key => ({ pk: ofUnit(round, unit), sk: 'REMEDIES' }),
  preview: (tokenHash: string): Key => ({ pk: `PREVIEW#${tokenHash}`, sk: 'PREVIEW' }),
  unitChange: (round: string, number: number): Key => ({ pk: ofRound(round), sk: `UNIT-CHANGE#${padded(number)}` }),
  contacts: (round: string, unit: string): Key => ({ pk: ofUnit(round, unit), sk: 'CONTACTS' }),
  settlement: (round: string, unit: string): Key => ({ pk: ofUnit(round, unit), sk: 'SETTLEMENT' }),
  notice: (round: string, id: string): Key => ({ pk: `${ofRound(round)}#NOTICES`, sk: id }),
  toTell: (round: string, uploadId: string): Key => ({ pk: `${ofRound(round)}#TO-TELL`, sk: uploadId }),
  idempotency: (hash: string): Key => ({ pk: `IDEMPOTENCY#${hash}`, sk: 'ANSWER' }),
  /** The chain of round-wide decisions, or of one unit. */
  chain: (round: string, unit?: string): string => (unit === undefined ? ofRound(round) : ofUnit(round, unit)),
  auditHead: (chain: string): Key => ({ pk: chain, sk: 'AUDIT-HEAD' }),
  audit: (chain: string, seq: number): Key => ({ pk: chain, sk: `AUDIT#${padded(seq)}` }),
} as const;

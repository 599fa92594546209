import * as z from 'zod';

export const platformSchema = z.enum(['kobo', 'odk', 'limesurvey', 'surveycto', 'qualtrics', 'google-forms', 'table']);
export type Platform = z.infer<typeof platformSchema>;

interface PlatformEntry {
  /** A file is of this platform if its header has all of one of these sets. */
  readonly signatures: readonly (readonly string[])[];
  /** Rows between header and first answer. */
  readonly rowsBelowHeader: number;
  /** Rows that are no answers of respondents: a column and what it says then. A file without the column has none. */
  readonly passedOver: readonly { readonly column: string; readonly says: RegExp }[];
}

/**
 * How exports look, read in the platforms' sources and documentation: KoboToolbox formpack `reporting/export.py` and kpi `models/import_export_task.py`; ODK Central
 * `lib/data/briefcase.js` and docs.getodk.org/central-submissions; LimeSurvey `export/CsvWriter.php` (names of its columns from general knowledge); Qualtrics as
 * in ropensci/qualtRics `sample.csv`; SurveyCTO as in rsurveycto's manual. Google Forms: general knowledge, "Dấu thời gian" in Vietnamese accounts.
 * What is said of a row (drafts, tests, rejected, not decrypted) is left out of the answers and counted.
 */
const PLATFORMS: Readonly<Record<Exclude<Platform, 'table'>, PlatformEntry>> = {
  kobo: {
    signatures: [
      ['_id', '_uuid', '_submission_time'],
      ['_uuid', '_index'],
    ],
    rowsBelowHeader: 0,
    passedOver: [{ column: '_validation_status', says: /not approved|validation_status_not_approved/i }],
  },
  odk: {
    signatures: [['submissiondate', 'key', 'submitterid']],
    rowsBelowHeader: 0,
    passedOver: [
      { column: 'Status', says: /not decrypted|missing encrypted form data/i },
      { column: 'ReviewState', says: /^(rejected|hasIssues)$/i },
    ],
  },
  limesurvey: {
    signatures: [
      ['submitdate', 'lastpage', 'startlanguage'],
      ['submitdate', 'lastpage', 'seed'],
      ['response id', 'date submitted', 'last page'],
    ],
    rowsBelowHeader: 0,
    // An answer that was not finished has no date of its submission.
    passedOver: ['submitdate', 'Date submitted'].map((column) => ({ column, says: /^\s*$/ })),
  },
  surveycto: {
    signatures: [
      ['completiondate', 'submissiondate', 'key'],
      ['starttime', 'endtime', 'deviceid', 'key'],
    ],
    rowsBelowHeader: 0,
    passedOver: [{ column: 'review_status', says: /^rejected$/i }],
  },
  qualtrics: {
    signatures: [['startdate', 'enddate', 'responseid', 'recordeddate']],
    rowsBelowHeader: 2,
    passedOver: [
      // 0 is an ordinary answer, 4 imported, 16 offline; 1, 9, 17 are previews, 2 a test, 8, 12, 40 spam (general knowledge).
      { column: 'Status', says: /preview|test|spam|^(1|2|8|9|12|17|40)$/i },
      { column: 'Finished', says: /^(0|false)$/i },
    ],
  },
  'google-forms': { signatures: [['dấu thời gian'], ['timestamp']], rowsBelowHeader: 0, passedOver: [] },
};

const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/** Which platform wrote a file with these headings; a plain table where none is known. A form's own group may stand before a name ("meta/…", "group-…"). */
export function detectPlatform(headings: readonly string[]): Platform {
  const names = new Set(headings.map(plain));
  const found = Object.entries(PLATFORMS).find(([, { signatures }]) =>
    signatures.some((signature) => signature.every((name) => names.has(name))),
  );
  return (found?.[0] as Platform | undefined) ?? 'table';
}

export const rowsBelowHeaderOf = (platform: Platform): number => (platform === 'table' ? 0 : PLATFORMS[platform].rowsBelowHeader);
export const passedOverBy = (platform: Platform): PlatformEntry['passedOver'] =>
  platform === 'table' ? [] : PLATFORMS[platform].passedOver;

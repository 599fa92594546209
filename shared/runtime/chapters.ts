/** The six chapters of the story, spelled the same in folders, log services, metric dimensions and docs. */
export type Chapter = 'intake' | 'assessment' | 'survey' | 'stages' | 'scoring' | 'publication';

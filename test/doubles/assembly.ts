import { join } from 'node:path';

/** Where the global setup puts the synthesized assembly of the environment dev. */
export const ASSEMBLY: string = join(import.meta.dirname, '..', '..', '.build', 'test-assembly');

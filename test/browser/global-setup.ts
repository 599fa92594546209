import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { releases } from './releases.ts';
import { serveReleases } from './serve-release.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the one browser listens. */
    readonly browser: string;
    /** "http://127.0.0.1:40001" */
    readonly origin: string;
  }
}

/** Renders and serves the releases and starts Chromium once, for every test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await serveReleases(await releases());
  const browser = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    host: '127.0.0.1',
  });
  project.provide('browser', browser.wsEndpoint());
  project.provide('origin', site.origin);
  return async () => {
    await browser.close();
    await site.close();
  };
}

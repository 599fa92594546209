/** Counts the work under way, so that the clock knows when everything that an instant caused has come to rest. */
export class Activity {
  #underWay = 0;
  #waiting: (() => void)[] = [];

  /** Counts a piece of work until its promise settles. Its failure is the business of whoever awaits it. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      // Work often hands over to further work in the same turn; look only after that had its chance to begin.
      setImmediate(() => this.#check());
    }
  }

  /** Resolves once no work is under way. */
  async idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      setImmediate(() => this.#check());
    });
  }

  #check(): void {
    if (this.#underWay > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

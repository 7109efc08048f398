/** Counts what was expected and what came, and tells the story on the way. */
export class Checks {
  private passed = 0;
  private failed = 0;

  /** Begins a chapter. */
  section(title: string): void {
    console.log(`\n== ${title}`);
  }

  /** A line of the story. */
  say(text: string): void {
    console.log(`   ${text}`);
  }

  /** Expects `holds`; `detail` is printed when it does not. Returns `holds`. */
  that(what: string, holds: boolean, detail: unknown = ""): boolean {
    if (holds) {
      this.passed++;
      console.log(`   ok   ${what}`);
    } else {
      this.failed++;
      console.log(`   FAIL ${what}${detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`);
    }
    return holds;
  }

  /** Expects two values to be the same. */
  equal(what: string, actual: unknown, expected: unknown): boolean {
    return this.that(what, actual === expected, `expected ${String(expected)}, got ${String(actual)}`);
  }

  /** Prints the closing line. True when nothing failed and something was checked. */
  summary(): boolean {
    console.log(`\n${this.passed} checks passed, ${this.failed} failed`);
    return this.failed === 0 && this.passed > 0;
  }
}

/** Ends the run: what was expected cannot be had, so that going on makes no sense. */
export class Stop extends Error {}

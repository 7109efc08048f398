import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** Ends the run with a line in the shape of dotnet test's, which ./faro test adds up. */
export default class Summary implements Reporter {
  private suite: Suite | undefined;

  onBegin(_: unknown, suite: Suite) {
    this.suite = suite;
  }

  onEnd(result: FullResult) {
    const outcomes = this.suite?.allTests().map((t) => t.outcome()) ?? [];
    const of = (...names: string[]) => outcomes.filter((o) => names.includes(o)).length;
    const failed = of("unexpected") || (result.status === "passed" ? 0 : 1);
    const word = failed > 0 ? "Failed" : "Passed";
    console.log(`${word}!  - Failed: ${failed}, Passed: ${of("expected", "flaky")}, Skipped: ${of("skipped")}, Total: ${outcomes.length}, Duration: ${Math.round(result.duration / 1000)} s - Faro.Console`);
  }
}

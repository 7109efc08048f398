/** A refusal of the API in its own words, or what kept the call from being answered at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }

  get isAuth() {
    return this.status === 401 || this.status === 403;
  }

  static of(status: number, body: unknown): Problem {
    if (typeof body !== "object" || body === null || !("message" in body)) return new Problem(status, "unreadable", `The server answered ${status} with something that is not the API's JSON.`);
    const b = body as { error?: string; message: string; issues?: { formErrors?: string[]; fieldErrors?: Record<string, string[]> } };
    const fields = Object.entries(b.issues?.fieldErrors ?? {}).map(([name, texts]) => `${name}: ${texts.join(" ")}`);
    return new Problem(status, b.error ?? "error", b.message, [...(b.issues?.formErrors ?? []), ...fields]);
  }

  static from(failure: unknown): Problem {
    if (failure instanceof Problem) return failure;
    return new Problem(0, "unreachable", "The server cannot be reached. Is Faro running?");
  }
}

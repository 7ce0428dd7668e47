/**
 * The errors that are the user's to mend: they reach the terminal as one sentence, without a
 * stack trace. Everything else is a fault of the program and keeps its trace.
 * @module
 */

/** Something outside the program is wrong (a file, a topic, a model): exit code 1. */
export class UserError extends Error {
  /**
   * Makes the error.
   * @param message one sentence: action, offending value, what was expected, what to do
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
  }
}

/** The command line, the environment or the configuration file is wrong: exit code 2. */
export class UsageError extends Error {
  /**
   * Makes the error.
   * @param message one sentence: which option, its value, what was expected
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}

/**
 * `npm test`: every check there is. `npm test -- --only=types,lint` runs some steps, `BROWSERS=chromium npm test` fewer engines.
 * The last line of its output is the sum, `N passed, N failed`; the exit code is 0 only if all passed and there was something to pass.
 */
import { argumentsOf } from './arguments.mjs';
import { STEPS, choose, runSteps } from './steps.mjs';

try {
  const { options } = argumentsOf(process.argv.slice(2));
  const { code } = await runSteps(choose(STEPS, options.only));
  process.exitCode = code;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

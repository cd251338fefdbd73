import { msg } from '@lit/localize';
import type { Problem } from '../../core/wire/live.ts';
import { language } from '../locale/language.ts';

interface ProblemWords {
  readonly message: string;
  readonly hint: string;
  /** What the instrument says of it stays beside: it names what is wrong. */
  readonly detailed?: true;
}

const RELOAD = () => msg('Reload the page.');
const ASK = () => msg('Ask an administrator.');
const DOCTOR = () => msg('It starts again by itself. If this lasts, run hematovision doctor.');

/** By the code of a problem, which never changes (src/core/errors.ts); asked for when shown, in the language of then. */
const WORDS: Readonly<Record<string, () => ProblemWords>> = {
  'sign-in-required': () => ({ message: msg('Nobody is signed in.'), hint: msg('Sign in first.') }),
  'sign-in-failed': () => ({
    message: msg('Name and password do not fit.'),
    hint: msg('Check both. An administrator can set a new password.'),
  }),
  'too-many-attempts': () => ({
    message: msg('Too many attempts failed.'),
    hint: msg('Wait, then try again.'),
  }),
  'not-permitted': () => ({ message: msg('Your role may not do this.'), hint: ASK() }),
  'claim-refused': () => ({
    message: msg('This is not the claim code.'),
    hint: msg('It stands on the console of the instrument.'),
  }),
  'account-exists': () => ({
    message: msg('An account has this name already.'),
    hint: msg('Choose another name, or change that account.'),
  }),
  'account-missing': () => ({ message: msg('There is no such account.'), hint: RELOAD() }),
  'account-needed': () => ({
    message: msg('This is the last administrator.'),
    hint: msg('Make another account an administrator first.'),
  }),
  'link-missing': () => ({ message: msg('This link is no longer valid.'), hint: msg('Ask for a new one.') }),
  'session-missing': () => ({
    message: msg('This session is not running, or there is none such.'),
    hint: RELOAD(),
  }),
  'session-running': () => ({
    message: msg('A session is still counting.'),
    hint: msg('End the running session first.'),
  }),
  'session-signed': () => ({
    message: msg('This result is signed.'),
    hint: msg('Amend it first: its next report then replaces this one.'),
  }),
  'session-unsigned': () => ({
    message: msg('This result is not signed.'),
    hint: msg('Only what was signed can be amended.'),
  }),
  'sign-refused': () => ({
    message: msg('This result cannot be signed yet.'),
    hint: msg('Decide what is still open, then sign.'),
  }),
  'revision-changed': () => ({
    message: msg('The result has changed since you looked.'),
    hint: msg('Check it again, then sign.'),
  }),
  'cell-missing': () => ({ message: msg('There is no such cell in this session.'), hint: RELOAD() }),
  'reading-refused': () => ({
    message: msg('You may not read this session.'),
    hint: msg('Another person must read.'),
  }),
  'reading-blinded': () => ({
    message: msg('You read this session blinded.'),
    hint: msg('Close your reading in the review, or start the next session.'),
  }),
  'self-test-failed': () => ({
    message: msg('The instrument is not fit to count.'),
    hint: msg('Run hematovision doctor, mend what it names, then start the instrument again.'),
  }),
  'accession-unknown': () => ({
    message: msg('Nobody ordered this accession.'),
    hint: msg('Check the number on the tube, or have it ordered.'),
  }),
  'order-missing': () => ({
    message: msg('There is no such order.'),
    hint: msg('The work list shows the orders that came in.'),
  }),
  'picture-missing': () => ({
    message: msg('This picture is no longer kept.'),
    hint: msg('Pictures are kept for an hour. Read it again.'),
  }),
  'picture-too-large': () => ({
    message: msg('This picture is too large.'),
    hint: msg('Up to 100 million pixels. Crop or scale it down first.'),
  }),
  'picture-unreadable': () => ({
    message: msg('This file is not a picture that can be read.'),
    hint: msg('JPEG, PNG, WebP, TIFF and BMP are read.'),
  }),
  'ruler-missing': () => ({
    message: msg('No lines of a ruler were found.'),
    hint: msg('Focus on a stage micrometer, so that four or more lines cross the picture.'),
  }),
  'tally-missing': () => ({
    message: msg('This count was kept or given up already.'),
    hint: RELOAD(),
  }),
  'tally-running': () => ({
    message: msg('Another count is still open.'),
    hint: msg('Keep it, or give it up, before another begins.'),
  }),
  'tally-behind': () => ({
    message: msg('This count goes on in another window.'),
    hint: msg('Reload the page to go on here.'),
  }),
  'quiz-missing': () => ({ message: msg('There is no such quiz.'), hint: RELOAD() }),
  'quiz-refused': () => ({
    message: msg('This quiz cannot be made.'),
    hint: msg('Choose other questions.'),
  }),
  'chamber-reading-refused': () => ({
    message: msg('The reading was refused.'),
    hint: msg('Put right what is told, then send it anew.'),
    detailed: true,
  }),
  'settings-fixed': () => ({
    message: msg('The settings cannot be changed here.'),
    hint: msg('Start the instrument with a configuration file that its user may write.'),
  }),
  'restart-refused': () => ({
    message: msg('The instrument has only just started.'),
    hint: msg('Wait three minutes, then try again.'),
  }),
  'config-invalid': () => ({
    message: msg('The settings do not fit.'),
    hint: msg('Correct what is named; nothing was saved.'),
    detailed: true,
  }),
  'inference-failed': () => ({ message: msg('The models stopped.'), hint: DOCTOR() }),
  'store-failed': () => ({
    message: msg('The instrument could not write.'),
    hint: msg('Check the free space and the permissions of the data folder.'),
  }),
  'invalid-request': () => ({
    message: msg('Something was typed that does not fit.'),
    hint: msg('Correct what is named.'),
    detailed: true,
  }),
  'not-found': () => ({ message: msg('There is nothing at this address.'), hint: RELOAD() }),
  internal: () => ({
    message: msg('The request failed.'),
    hint: msg('The log of the instrument says why.'),
  }),
};

/** A problem in the language of the page; the instrument's own words are English and say more. */
export function inWords(problem: Problem): Problem {
  const words = language() === 'en' ? undefined : WORDS[problem.code]?.();
  if (!words) return problem;
  const { message, hint, detailed } = words;
  return { code: problem.code, message: detailed ? `${message} ${problem.message}` : message, hint };
}

/** The codes that have words. */
export const WORDED_PROBLEMS: readonly string[] = Object.keys(WORDS);

// @ts-check
/** The two halves of an epoch, each its own file so that a page carries only the one it needs. */
export { CounsellorKeys } from "./counsellor.js";
export { HelpSeekerKeys } from "./help_seeker.js";

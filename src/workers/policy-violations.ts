/** Content-Security-Policy violations fire on this worker's own scope only; imported first, so that none is missed. */
export const policyViolations: string[] = [];

addEventListener("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI, sourceFile } = event;
  policyViolations.push(`${effectiveDirective} blocked ${blockedURI} in ${sourceFile}`);
});

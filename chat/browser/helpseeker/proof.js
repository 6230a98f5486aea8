// @ts-check
/** The proof of work a start costs, done in a worker so that the page stays awake. */

/**
 * @param {object} challenge as the server made it
 * @param {string} solverUrl
 * @returns {Promise<string>} what the server wants to see: base64 of JSON
 * @throws {Error} if this browser cannot do it
 */
export async function prove(challenge, solverUrl) {
  const worker = new Worker(solverUrl, { type: "module" });
  try {
    const solution = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => reject(new Error());
      worker.postMessage(challenge);
    });
    if (solution === null) throw new Error();
    return btoa(JSON.stringify({ challenge, solution }));
  } finally {
    worker.terminate();
  }
}

// The project's folder: the working folder of a test run, or the one that the runner of a bundled program names. A bundle
// does not know where its sources are.
export const projectRoot = process.env.HOMEWARD_PROJECT ?? process.cwd()

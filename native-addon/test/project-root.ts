// The project's folder: the working folder of a test run, or what the runner of a bundled program names. A bundle cannot
// ask where its sources lie.
export const projectRoot = process.env.HOMEWARD_PROJECT ?? process.cwd()

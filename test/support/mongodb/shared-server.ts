import { testServer } from './server.js';

/** Starts one MongoDB for all of mocha's processes, which inherit its URL. */
export const mochaGlobalSetup = async (): Promise<void> => {
  const server = await testServer();
  if (server !== null) process.env['POSTCARD_TEST_MONGODB_URL'] = server.url;
};

export { createFaro, FaroError, must } from "./client.js";
export { feed } from "./feed.js";
export { history, pages } from "./paging.js";
export { cancelBody, digestOf, polymarketHeaders, signLeg, solanaKey } from "./signing.js";
export { sandboxAccounts } from "./sandbox.js";
export { verifyWebhook } from "./webhooks.js";

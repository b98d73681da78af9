import { createAdmission, createPasswords, readTokenKeys } from '#accounts';
import {
  createCounters,
  createLogger,
  kmsClient,
  mailSender,
  probeTable,
  publicKeyReader,
  queueSender,
  readEnvironment,
  sqsClient,
  tableClient,
} from '#aws';
import type { DeletionItem } from '#contract';
import { createLimiter, serve } from '#http';
import { createKeyRoute, deleteKeyRoute, listKeysRoute } from './api-keys.ts';
import { beginSecondFactorRoute } from './begin-second-factor.ts';
import { changePasswordRoute } from './change-password.ts';
import { closeAccountRoute } from './close-account.ts';
import { confirmRoute } from './confirm-address.ts';
import { confirmSecondFactorRoute } from './confirm-second-factor.ts';
import { forgotPasswordRoute } from './forgot-password.ts';
import { inviteRoute } from './invites.ts';
import { jwksRoute } from './jwks.ts';
import { loginRoute } from './login.ts';
import { logoutRoute } from './logout.ts';
import { refreshRoute } from './refresh.ts';
import { registerRoute } from './register.ts';
import { removeSecondFactorRoute } from './remove-second-factor.ts';
import { renameAccountRoute } from './rename-account.ts';
import { renewRecoveryCodesRoute } from './renew-recovery-codes.ts';
import { resetPasswordRoute } from './reset-password.ts';
import { createSecretSealer } from './sealed-secret.ts';
import { endSessionRoute, listSessionsRoute } from './sessions.ts';
import { createTokenSigner } from './sign-token.ts';
import { keptTokenKey } from './token-key.ts';
import { updateUserRoute } from './update-user.ts';
import { getMeRoute, listUsersRoute } from './users.ts';
import { validateRoute } from './validate.ts';

const environment = readEnvironment('auth');
const sqs = sqsClient();
const now = () => new Date();
const kms = kmsClient();
const logger = createLogger('auth');
const table = tableClient();
const accounts = { client: table, name: environment.ACCOUNTS_TABLE };
const readPublicKey = keptTokenKey(publicKeyReader(kms, environment.TOKENS_KEY), accounts, now);
const activity = { client: table, name: environment.ACTIVITY_TABLE };

const dependencies = {
  accounts,
  activity,
  sendMail: mailSender(sqs, environment.MAIL_QUEUE),
  sendDeletion: queueSender<DeletionItem>(sqs, environment.DELETIONS_QUEUE, environment.REQUESTS_OVER),
  limiter: createLimiter({
    activity,
    attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS,
    now,
  }),
  passwords: createPasswords(environment.PASSWORD_COST),
  signToken: createTokenSigner({ kms, keyId: environment.TOKENS_KEY, readPublicKey }, now),
  sealer: createSecretSealer(kms, environment.SECOND_FACTORS_KEY),
  registration: {
    mode: environment.REGISTRATION,
    domains: environment.REGISTRATION_DOMAINS,
    administrators: environment.ADMINISTRATORS,
  },
  firstUserIsAdministrator: environment.FIRST_USER_IS_ADMINISTRATOR,
  administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
  now,
};

const users = {
  accounts,
  table: { client: table, name: environment.VAULT_TABLE },
  quota: { bytes: environment.QUOTA_BYTES, files: environment.QUOTA_FILES },
  administrators: environment.ADMINISTRATORS,
};
const tombstones = { client: table, name: environment.TOMBSTONES_TABLE };
const readReceiptsKey = publicKeyReader(kms, environment.RECEIPTS_KEY);

export const handler = serve(
  'auth',
  {
    register: registerRoute(dependencies),
    verify: confirmRoute(dependencies),
    login: loginRoute(dependencies),
    refresh: refreshRoute(dependencies),
    logout: logoutRoute(dependencies),
    validate: validateRoute(dependencies),
    getMe: getMeRoute(users),
    listUsers: listUsersRoute(users),
    jwks: jwksRoute({
      readTokenKeys: () => readTokenKeys(accounts, now()),
      readReceiptsKey,
      tombstones,
    }),
    forgotPassword: forgotPasswordRoute(dependencies),
    resetPassword: resetPasswordRoute(dependencies),
    changePassword: changePasswordRoute(dependencies),
    listSessions: listSessionsRoute(dependencies),
    endSession: endSessionRoute(dependencies),
    renameAccount: renameAccountRoute(dependencies),
    closeAccount: closeAccountRoute(dependencies),
    updateUser: updateUserRoute(dependencies),
    invite: inviteRoute(dependencies),
    beginSecondFactor: beginSecondFactorRoute(dependencies),
    confirmSecondFactor: confirmSecondFactorRoute(dependencies),
    removeSecondFactor: removeSecondFactorRoute(dependencies),
    renewRecoveryCodes: renewRecoveryCodesRoute(dependencies),
    createKey: createKeyRoute(dependencies),
    listKeys: listKeysRoute(dependencies),
    deleteKey: deleteKeyRoute(dependencies),
  },
  {
    admit: createAdmission({ ...dependencies, administrators: environment.ADMINISTRATORS }),
    reservations: accounts,
    now,
    logger,
    counters: createCounters({ client: table, name: environment.METRICS_TABLE }, now, (error) =>
      logger.warn('Could not write metrics', error),
    ),
    async checkHealth() {
      await Promise.all([
        probeTable(table, environment.ACCOUNTS_TABLE),
        probeTable(table, environment.ACTIVITY_TABLE),
        probeTable(table, environment.VAULT_TABLE),
        publicKeyReader(kms, environment.TOKENS_KEY)(),
        publicKeyReader(kms, environment.RECEIPTS_KEY)(),
      ]);
    },
    originSecret: environment.ORIGIN_SECRET,
  },
);

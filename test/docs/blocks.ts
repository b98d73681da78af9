import { accountsTable } from './blocks/accounts.ts';
import {
  errorsTable,
  fileErrorsTable,
  fileTypesTable,
  limitsTable,
  ratesTable,
  routesTable,
} from './blocks/api.ts';
import { emailsTable } from './blocks/emails.ts';
import { fileStates, operationStates } from './blocks/life.ts';
import { bucketRights, otherRights, tableRights } from './blocks/rights.ts';
import { advancedSettings, mainSettings } from './blocks/settings.ts';
import { bucketsTable, functionsTable, queuesTable, tablesTable } from './blocks/stack.ts';
import { timesTable } from './blocks/times.ts';

/** A part of a page that is generated from the code. */
export interface Block {
  /** Path of the page from the root of the project. */
  readonly page: string;
  /** Name between the markers of the page: `<!-- generated: NAME -->`. */
  readonly name: string;
  /** Makes the Markdown text. */
  readonly render: () => string;
}

const api = 'docs/api.md';
const architecture = 'docs/architecture.md';

/** All generated parts of the documentation. To add one, add an entry here and the two markers to the page. */
export const blocks: readonly Block[] = [
  { page: 'README.md', name: 'settings', render: mainSettings },
  { page: 'docs/operations.md', name: 'advanced-settings', render: advancedSettings },
  { page: 'docs/user-guide.md', name: 'file-types', render: fileTypesTable },
  { page: 'docs/user-guide.md', name: 'account-limits', render: accountsTable },
  { page: 'docs/administration.md', name: 'emails', render: emailsTable },
  { page: api, name: 'routes', render: routesTable },
  { page: api, name: 'limits', render: limitsTable },
  { page: api, name: 'rates', render: ratesTable },
  { page: api, name: 'errors', render: errorsTable },
  { page: api, name: 'file-errors', render: fileErrorsTable },
  { page: architecture, name: 'file-states', render: fileStates },
  { page: architecture, name: 'operation-states', render: operationStates },
  { page: architecture, name: 'functions', render: functionsTable },
  { page: architecture, name: 'queues', render: queuesTable },
  { page: architecture, name: 'times', render: timesTable },
  { page: architecture, name: 'tables', render: tablesTable },
  { page: architecture, name: 'buckets', render: bucketsTable },
  { page: architecture, name: 'table-rights', render: tableRights },
  { page: architecture, name: 'bucket-rights', render: bucketRights },
  { page: architecture, name: 'other-rights', render: otherRights },
];

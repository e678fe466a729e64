/** Uploads of one task by whoever settled it. */
export const ownUploads = `
alter table uploads add column own boolean not null default false;
`;

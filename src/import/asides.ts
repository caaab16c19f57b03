/** Names of what does its work and ends before the others start: migrations, seeds and the like. */
export const RUNS_ONCE =
  /migrat|(^|[-_.])(db-?init|init|seed|seeder|seeding|setup|bootstrap|provision(er)?|loader|data-?load(er)?|fixtures?|create-?(topics?|buckets?|db))([-_.]|$)|(topics?|bucket|kafka|db|database)-?(init|setup|creator)$/i;

/** Names and images of what makes copies or cleans up now and then. */
export const RUNS_NOW_AND_THEN = /(^|[-_./])(db-?|pg-?|postgres-|mysql-|mongo-)?(backups?|pg_?dump|restic|borgmatic|duplicati)([-_./:]|$)/i;

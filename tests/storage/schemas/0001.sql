PRAGMA application_id = 1297564755;
CREATE TABLE "patient" ("id" TEXT PRIMARY KEY, "body" TEXT NOT NULL, "search" TEXT NOT NULL, "created_at" TEXT NOT NULL, "updated_at" TEXT NOT NULL);
CREATE TABLE "patient_log" ("seq" INTEGER PRIMARY KEY, "patient_id" TEXT NOT NULL REFERENCES "patient"("id"), "body" TEXT NOT NULL, "at" TEXT NOT NULL);
CREATE TABLE "encounter" ("id" TEXT PRIMARY KEY, "patient_id" TEXT NOT NULL REFERENCES "patient"("id"), "started" TEXT NOT NULL, "setting" TEXT NOT NULL);
CREATE TABLE "answer_log" ("seq" INTEGER PRIMARY KEY, "encounter_id" TEXT NOT NULL REFERENCES "encounter"("id"), "step" INTEGER NOT NULL, "key" TEXT NOT NULL, "value_json" TEXT, "by" TEXT NOT NULL, "kind" TEXT NOT NULL, "at" TEXT NOT NULL);
CREATE TABLE "letter" ("id" INTEGER PRIMARY KEY, "encounter_id" TEXT NOT NULL REFERENCES "encounter"("id"), "kind" TEXT NOT NULL, "pdf" BLOB NOT NULL, "sha256" TEXT NOT NULL, "knowledge_version" TEXT, "knowledge_sha256" TEXT, "app_version" TEXT, "at" TEXT NOT NULL);
CREATE TABLE "setting" ("name" TEXT PRIMARY KEY, "value_json" TEXT NOT NULL);
CREATE TABLE "_sqlite_migrations" ("id" INTEGER PRIMARY KEY, "migration_set" TEXT, "name" TEXT, "applied_at" TEXT);
CREATE UNIQUE INDEX "idx_migrations" ON "_sqlite_migrations" ("migration_set", "name");
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mwdesk-cases', 'm0001_first', '2024-05-17 12:00:00.000000+00:00');
INSERT INTO patient VALUES ('p1', '{"id": "p1", "name": "Asha Kulkarni", "sex": "female", "age_years": 38, "birth_date": null, "identifiers": ["MRN 7"], "phone": "", "from_a_plugin": 1}', 'asha kulkarni', '2024-05-17T12:00:00', '2024-05-17T12:00:00');
INSERT INTO patient_log (patient_id, body, at) SELECT id, body, created_at FROM patient;
INSERT INTO encounter VALUES ('e1', 'p1', '2024-05-17T12:00:00', 'rural');
INSERT INTO answer_log (encounter_id, step, key, value_json, by, kind, at) VALUES
 ('e1', 1, 'finding/ptosis', '{"state": "present"}', 'typed', 'answer', '2024-05-17T12:01:00'),
 ('e1', 2, 'mrc/elbow-flexion/right', '{"grade": "4-"}', 'typed', 'answer', '2024-05-17T12:02:00');

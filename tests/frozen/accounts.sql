BEGIN TRANSACTION;
CREATE TABLE account_identities (
	subject VARCHAR(16) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	CONSTRAINT pk_account_identities PRIMARY KEY (subject, kind, digest), 
	CONSTRAINT fk_account_identities_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "account_identities" VALUES('citizen','person','f57f2ee6e2c1fb61b91c4d31bd9e86ccde551cdd42bdb9b47f9a798b869d57fe','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "account_identities" VALUES('citizen','person','23a2ff883ff0e143d0ada4a2008b4a1bf9d7d57b40bb8ea3321aa15284f7263a','9fd85883-33be-482d-bf60-4cd2c2bafd53');
INSERT INTO "account_identities" VALUES('citizen','person','1edb0674bf49f557760553cfc81221ce8d9a82bea9ffadacde882e6ddecefa85','1e84edb6-57a0-4376-b49b-ed6312881e7d');
INSERT INTO "account_identities" VALUES('citizen','person','4ed21e2860f8dffa1b96b1c90ee0749c7b1fc8200f8f5826bf23ef42189c0602','e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6');
INSERT INTO "account_identities" VALUES('citizen','person','c580d39ba4d95344fb1ce9e34da02182cdf83add481b8a029714f199226b62fd','97363240-f8c4-437a-a603-fc765b0c5496');
INSERT INTO "account_identities" VALUES('citizen','person','3dff778f3c35f3ef48ba981cd315c1ab20930a6dc427e92b150fdda9f2bf4f48','bca2c4d3-6d62-4fb6-ba87-b5c989d642c0');
INSERT INTO "account_identities" VALUES('citizen','person','be6c547cd46fab5b67bb7a35160be461f15b20507a100cece803a5d1c93edec3','02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb');
INSERT INTO "account_identities" VALUES('citizen','person','eb9155272d8d373f19aec271f71c4a4c49e7339999689f5f282892a8da44c138','45068c6c-8828-4928-92d4-107bb0c9beb5');
INSERT INTO "account_identities" VALUES('citizen','person','13dc594e2767af4249575b0d5542e82df0db7e8b7b889ea6360797c36eae325a','78303c5d-fbd5-428d-b4ed-4039cea8b633');
INSERT INTO "account_identities" VALUES('citizen','person','8974fe10b364d76794c46010c78b375211814c24ae1373e46d16a6bf74dabd5b','984cc8f9-f5ad-4abd-a805-c4c154c1d64a');
INSERT INTO "account_identities" VALUES('citizen','person','9a6adc1d3cb78ba135bfbd7827155acdebadeef746862bd6771a67bbeaa6e3dd','52c46148-175b-49d1-9faf-2896551ab922');
INSERT INTO "account_identities" VALUES('citizen','person','17b1d879caf70b07ce056f3c46a3550846eba2291da3c9f6f74b4302f30574bf','c4f5c726-67bb-4cc7-8573-a18ed1100258');
INSERT INTO "account_identities" VALUES('citizen','person','f351a3ac41278538f8e2eb9a49e911fdbe687a1f3a7668d3aad67cf70a860354','4d3e540c-96af-4554-b85e-f1353523d18f');
INSERT INTO "account_identities" VALUES('citizen','person','7de40565429285b4297e5b360e23bd57261bc8b0e2f7f849f53524a538006cee','f4335d74-6427-4242-8a11-4e7b3faffb32');
INSERT INTO "account_identities" VALUES('citizen','person','04a876dedd28f53caa2179c802aae9c8c77513ea98a09d7177cbb37899b8bf81','fe92e26b-a7bb-4891-9456-7a7367598a8d');
INSERT INTO "account_identities" VALUES('citizen','person','75bf39a9adacb1b5032bb110d1071d3761b4699d5b1987b82f4010059210fb92','2bceefa6-5f99-4568-ac34-f262965b5c46');
INSERT INTO "account_identities" VALUES('citizen','person','0a75c285f7a31d8e14293ce2ed686fbe75d20f1c80991cd528cea8e8718b3d09','8b89e861-cb26-42e7-ac7a-851fb52534da');
INSERT INTO "account_identities" VALUES('citizen','person','f34b191a0145a0a92a395d601756d699e53c6d64dbfe659ff6a447afbd9ff962','12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d');
INSERT INTO "account_identities" VALUES('citizen','person','0c55fefe816908daec37aa974b18c08dace592d707c3739844b3924a96ef6db3','d0588424-4f22-4598-a5cd-f98563173b96');
INSERT INTO "account_identities" VALUES('citizen','person','769f8a68f5fcf8f380503acecd1d1befa6aaeddbcd3fa19567b6eacb10b543cb','f4cee1cb-f0b7-4f77-b90c-e125e131d8b9');
INSERT INTO "account_identities" VALUES('citizen','person','225925b0e3975f45ad5cde748faec7dc1d072fb497299c052c2745310f8dfca9','b2241419-9045-4a21-8f0c-e1bb5a78d4b7');
CREATE TABLE account_requests (
	id VARCHAR(36) NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	purpose VARCHAR(64) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_account_requests PRIMARY KEY (id), 
	CONSTRAINT ck_account_requests_kind CHECK (kind IN ('withdrawal', 'deletion')), 
	CONSTRAINT ck_account_requests_outcome CHECK (outcome IN ('', 'carried_out', 'revoked')), 
	CONSTRAINT ck_account_requests_ended CHECK ((ended_at IS NULL) = (outcome = ''))
);
CREATE TABLE accounts (
	id VARCHAR(36) NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	method VARCHAR(40) NOT NULL, 
	level SMALLINT NOT NULL, 
	registered_at DATETIME NOT NULL, 
	password_hash TEXT, 
	phone_digest VARCHAR(64) NOT NULL, 
	full_name TEXT NOT NULL, 
	phone_number TEXT NOT NULL, 
	citizen_number TEXT, 
	old_identity_number TEXT, 
	birth_date TEXT, 
	sex TEXT, 
	address TEXT, 
	email TEXT, 
	tax_number TEXT, 
	business_number TEXT, 
	organisation_name TEXT, standing VARCHAR(16) DEFAULT 'active' NOT NULL CONSTRAINT ck_accounts_standing CHECK (standing IN ('active', 'frozen', 'closed')), phone_lost_at DATETIME, 
	CONSTRAINT pk_accounts PRIMARY KEY (id), 
	CONSTRAINT ck_accounts_subject CHECK (subject IN ('citizen', 'business', 'agency'))
);
INSERT INTO "accounts" VALUES('89da6784-c85e-4344-af89-b86b8e2a7f4b','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$1XdTY5zU2xVQyib6mzrfVA$xj9FtY+k+JsuddmDbRPFKUpVq9lqKtugLxbE0cPdTNU','40da804206e5358ea2918b2c12edb4c85f67162248ea18ec25ab79c6cb3bee32','frozen:kxV-Qa33bseNGsBle_2UP2XDuyk1LJCfwq7fyqZY__y0vl13dapwhEEJqAxzv-uUxZofj3f-','frozen:F13pru80ywWdNo7gdCXI-gVhRIrDV_T8FBLW8Nl_-ZZIz_tN86sCcw==','frozen:xqmg8Qodq-wVKo32w4FxRjKT-iLD_D78RqfYzovyg9Zc_grHlnIsOA==',NULL,'frozen:ifwB9Bz98xkqEfNUjLjqPBOuzL3CHS3EbsdV-huByTp8tupuLlg=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('9fd85883-33be-482d-bf60-4cd2c2bafd53','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$EqXxa0A73gxmHrEQgQ2k7g$TVqtgkPqEZB/R/mLdi5N1Vva1mqmdRyGWzcQH3Cdof4','b12304c2872ab5f459c4434294d5d3e99468699e09c207b0a78cb8401354bb12','frozen:ouQ6BQx1LtkYrzMjMtEOvAxdS9Jqk7WqkEMsZHw3lrQhn5bEVCPTgttvcT0-OuZ3dKuwgw==','frozen:HmlTTmMQpMOHC82Y13y7wxcivl2g7X4FgKLUCWwYBfTf5CLIwWJxAA==','frozen:u45y7sMAwLLW9J1e_CX6Cf994r1v-vUsNwb3EOQblkNzyH1-eWFePw==',NULL,'frozen:-sQne-6q8exm-r3XPneIUHI6oln4w_yZN9Zbbkj3MgczrC4SGWY=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('1e84edb6-57a0-4376-b49b-ed6312881e7d','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$G6i36M3caJnGjuxCuYgt5w$k3MJMcPKaduyOEPeMTkH6elDTw2rllsMQesgNREA5KU','0d6414f33d89cf98db7b6da69fec797823ddc3ebd11da5f5dafe13ebcc75232b','frozen:7m2t1r6lHV83S44s0k4wcY7EjCUQj95wUxksRSonJFW2QCDcgtrQME_N6gpZ7aWTL37bgEI9OA==','frozen:wOGYBir2H4ZuhPhsxV0FvZ4aNFqhC8Gfq51SevLhvzolvKLck6IslA==','frozen:3q3v8sDGOZsxDtKsRK0pkQ2wYmCm2ULg6cg5wCkAQmVruHntKt6rCw==',NULL,'frozen:oooA-BQDCgw9FacixYv_UavC2_wLtxEQhbvVIXGTEuKK29iVa38=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$8zY1Au98LoqUbeUN0NOQHQ$LHNdr4g6UegLf/3QCqgp7ahK7j+RHGNl2WjNmoe+ims','fc4efc3e05bdd6b032564b1ee6e1edb193e75a6a78adfaa085b26e325c35368d','frozen:sRUlc9qCovrxKPXjAdIgsaHBNCP7yVgg9JwzsQgCZWbKJ9LkK1VtBRCA-0mx0gqZZgnW00SM','frozen:pA909XqrQrGO9QzB3kYY7-Rc9XOQwGpUw6YXpGvZsOl8_nBwMzZ-3A==','frozen:xE5Ow_WurLg0j3iAjNf78mLY5SWZpPd-Yn2W-13dpSFK2C7IJ5m4eQ==',NULL,'frozen:QPrRSShvZYc9gVyq3O7592O8ckNgek_Qisz15a-Ss3qf89v7mQw=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('97363240-f8c4-437a-a603-fc765b0c5496','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$N+oxPgPoYLHMEj3SOpAgcA$585oyU4McmoaWK7VGG4O/lo71A68MT4NXsv5f++MQeQ','c0d204669010f1279f467825e2f7ef3bff4e197ae97b9b7cab7afbda4794d31e','frozen:n5WfmajhALU1DrY1b3pUuf0AnT27xTh8rlTcZyj7WhbApUJQCJZRP2Gz_k92rsrXFt8=','frozen:bJUbPwUk8KT_K2qurCyjGWkoJvU9wuetXjJ6pYTEgZYLa7KnCkVnoA==','frozen:qylgTF2o8_z3B-aCbXNBXAKqq3364N3Syx80wU2ou0wwWDDnuo9qbw==',NULL,'frozen:85ORvzShGi6WLqaeTU6lVDWsflQuq0zUr1o1k2DS_2zARSCGP04=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('bca2c4d3-6d62-4fb6-ba87-b5c989d642c0','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$3ju63rUoLZMjRsLWZ4GNJQ$Rgp9otm87V2YnAlvd3uzAE3mtbF7NP1cuLitPuvUxpA','ed79105d0bd19eef9cfd603623205c8a68cefdf737bb116018ae6ef5e7bc78fd','frozen:24GhwZgLpRXluknS3QqQwBk2z0I7lbdsXFajkIjh5aAqaPcMTvHH3WLzzZYQBkw7tRVmOU21cA==','frozen:xectdaQxT4wD0lRTKGhDIwyQhh2FUnFKfdeN2QFHMUvRBZAQn2AepA==','frozen:ociUivBLz1kaQjX47peiVmlVYECfCbbgV-8wokXckzmjGtkUIEu4NA==',NULL,'frozen:nrOqoxShKJXPlwbINKHoTePB0gy-zPfoUjXodGF_ecpPnEUxubA=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$FcGhYFTxN1G1VdshZdzcbw$Do2spqb1uB6PD4K7Y2yzZ4qVhJbmT2BJqynnAbFlx+0','c93f153643d98e7c58b82866fe6ca9ebff18bcc2bc596d6addead5a1c5874fa0','frozen:lOtcXlXqheh3hVu3X5z8xLCip0KInAXSEkWwq0LhjHpWhuCoODP16DMEcxefxHOKVIeJ6E_B','frozen:I_j9OJAZyRa1-4HQSY7BNt0GbQNGxC6Z-c3vqD8rNy_nPxQnQj-1Fg==','frozen:VcmnZdjE_HLs_aDCbcBBvL7kLdp6XbAFJKqx5deNM6uDbBM8J5QGZA==',NULL,'frozen:XTWk55SUzGWJCqqds-8xRF1Vf8bLa0td2PEWlDnfCrpz6m_N0CI=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('45068c6c-8828-4928-92d4-107bb0c9beb5','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$lfEEE7R8U/o9kNI4ZXYorw$frwcyuqqhczdnnilZ5SHS8iuGTjFW5dfdOFNC+0kBhw','993d5be0cf80d1a9c90127b7fa5d6192b3bfd42a0e1205b7e82da2cb7f508c76','frozen:95HsiDD9E5e-VDdnL_NB8z1LyohgSfvLrQQcAPvmlEiZKuFjlZrZbAwG4K8dhnDzn-Ek1A==','frozen:Fkk94_IerGZ27eaCd2CTqi3UOrO0MlpzU_2DiSpr4UjL1ll0aeXngQ==','frozen:acN1gT9mBrL0tj81YY5MzfnJ3V9TdNEzffQ6W2lIee_ZX--v_rMrZw==',NULL,'frozen:bQbzYLMri5QcZZE8wm6liYMQF6-GKg26Y6WRU74F0IwC1Tle0N0=',NULL,NULL,NULL,NULL,NULL,NULL,'frozen',NULL);
INSERT INTO "accounts" VALUES('78303c5d-fbd5-428d-b4ed-4039cea8b633','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$1kUBP2jJl3igxra6TsFXdw$G7ab62uQDbNqTDWSrAjZGh71XyJAsy8rGlXa3CUhLGg','c180265d0cc76c887e6126bad6c21ba5843388f83bf2fb66aa4fb380bf1f1e1d','frozen:CoO2hD-pjDnGwY-pQk404Q_y_Wes8uYxA9KWq9nhG039GaXu8-nrkjxEVJjhjrxxb8Zw','frozen:ODNaEiezqeGskVhey5B0IRolak_aMZome7XE7tfSiSsS7gRF9YqcdA==','frozen:vEpF5aZFmtPlRufMRBZB04IhLXiDsbya_uYIl5YTp6_6EcRcfUplXA==',NULL,'frozen:ZUSiLn5pNVmel9Fhpe7JNA079oomUp_SMx8cb6zqTPDRokfmrpE=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('984cc8f9-f5ad-4abd-a805-c4c154c1d64a','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$D0+iFohgXhMGyTUiqlmARA$DwwKopakwqCASblvYXFEJk7xUDaxFJy+jWh0d3ob870','fc6bbfcd9c84f3ed2087c178d73d2580fb53b6af08987bb17bfbc3f2271bdc6d','frozen:EPdj2C0iPwJsXPWL3OeniNuqrxwAynbQPqu930DcM1r63-n2kbGhqwuBoyQ_sIh0bA==','frozen:x587i278ofanFglkUC9Dfl6tBNAIMbt7G654232kDz3YcX-b4GfJlw==','frozen:OCh8NPUC1k33ILrBwtdOD9qbWWWH8w0QvNapFhfnzsf7WaPsUn7vYQ==',NULL,'frozen:mm5yoqh946CwnUNNzC15czhLRhFARi6OS1m2dM56F3omRfp1imk=',NULL,NULL,NULL,NULL,NULL,NULL,'frozen',NULL);
INSERT INTO "accounts" VALUES('52c46148-175b-49d1-9faf-2896551ab922','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$mI7RoBrFwJvmpP2QmIfSmw$QFRN2XI/2+kzMHenEZTVfz4BEKEU5lNuLhtkrtL+JKE','a2fb91b6cceecf4e6954dcaaf73fa4cbfa70f74abc29423c31331705f45bf73d','frozen:PKeZdd1J1x_wgQokWbtJFoCar1Us-SX36zUVB3kwCnkQAFY_yOgT-2eTniAlGoeB','frozen:XVtQGl-OZBezL7lM_tsobhkyYOIb9GZyHwP-950ZX1eAFsoSWbRGKg==','frozen:bF7ZkBbNAV1rLrAZfH7CXY6iE4HhhIO6hoHPx8SginSeMaj8qVIR5Q==',NULL,'frozen:eSXCIfiU9sYJ6OIr3HuqJ4zrjOw222HLDBP1Wj6ixWrWGNgS9dA=',NULL,NULL,NULL,NULL,NULL,NULL,'frozen',NULL);
INSERT INTO "accounts" VALUES('c4f5c726-67bb-4cc7-8573-a18ed1100258','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$ntI410E5IMFhukHnuWT/rg$DnWUwusMeCwzdx8Lf1/u6Fk7zZ4HKOaNd2txDrov8E0','ef0f0aff9ba1c26ef38533f10826f26eddc723264dc1cefa07586feb75a1840b','frozen:U3DEucb0m7wIRoQtvAUd7tkwZqmvidBhGsDcg27TTlrkJC0Di8AEvZTzC4Zroz8jB0bC','frozen:IQJrmwgrrC_vF5idCs-Gv2J2eCSI0L4c7hxSQhnGMeJQsXZZDHH27Q==','frozen:NaMaZlp5utblXPXumqOdc_7UU7PB3m7HKggl9kJR3JHPppeXG7zdkQ==',NULL,'frozen:Gcm-nSu16j58bNWh3DhR988-5f1YS_agAFPXtrpo2if0x00YhLM=',NULL,NULL,NULL,NULL,NULL,NULL,'frozen',NULL);
INSERT INTO "accounts" VALUES('4d3e540c-96af-4554-b85e-f1353523d18f','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$rTKpBt5tXfmm6iYDoKckLw$7/4Sp7B+MItosbzK+/+djgi2MyX/X1TNKNIn5Whdu6c','9a10dbda855d2bd547901f0654722067a4c8460e2d7ac8ff2dadd2f9c4328c5d','frozen:l_JRwKFwIRbI5YtBwDeMSXkaGRAa8HWBBzWKcITUY_jYVUuwjSoRNivxp-NRJKNeryX-IQ==','frozen:1evxUpuV_W3wCw2MQw7TSItpVvUgL7Op_7eqk9N-m-sLVX-yk0v95g==','frozen:R8QznwBX4tu7xY6277ti3xmcfc37CrNSLjIiQfg1bCbjlH6yXy5Y9w==',NULL,'frozen:R3T7zWGIktJDwcK1s9QkrmEdMtZeAQivWcp8tZooGzwjESCMtyo=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('f4335d74-6427-4242-8a11-4e7b3faffb32','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$Qsrz3u9qzyMc1uPONDNLsA$CeTPKoGnR4UC/vT0Nt1Fsk+rVr7ZDh46d8s94S7F5Xw','16b769400d29f7d39cbb1c792d743e206b50bb06a41dc4c49d69e7dead760cf5','frozen:U6HDBHXRuG4ufonsNBQXgqRlT_I0HXkjLXbhR9C3_K9Z3e_cl5SdVmwN61mqavub83xG','frozen:C7o2xC_ZaiuIIii1bEHUBZfCl0vpyH-YoX8AH6ZxNCnMRBDxqrqLHw==','frozen:w9IP7QsckdNew2UwY2AE7hYtRJIChJVrIISbkk8o7FPwfJrkr11iTA==',NULL,'frozen:gO1YKhmWSCYzoGpGHiNbgkwB7V8rgZbiFYR1I09C13-YFq7xLP4=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('fe92e26b-a7bb-4891-9456-7a7367598a8d','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$hi5fv6w74gJndGBHcA2iLw$YehACecbOgYLFJU21xUvDdpQxTrxg2WiXqyf9Byz7DQ','0a1fc7d3cd2ea06fbe5e11d87f1b8cde304cf189ea62e6dfd1803be4c447c2cd','frozen:lIx2QvIUe5J5p0NVBKP3t8PBsvHPdL7rcIKst25HQKKWI2kEH0yZfet0iEJCr8PphH95N5A=','frozen:5MXvG8nwHyGlpT_nyo0TYRLC7b09japP3x59dW92ewnQEwjQG4gb6A==','frozen:bvftuktM0V5Py56cubETh2lCES--tZuYc99NcRMBUYbfugZOE7osLQ==',NULL,'frozen:lEGZUMkopHq7plOIwvImmxrFK8DCeHQGhZevANe0jqq6zN8tSKo=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('2bceefa6-5f99-4568-ac34-f262965b5c46','citizen','mobile_subscriber',2,'2026-11-26 19:33:37.000000','$argon2id$v=19$m=19456,t=2,p=1$+0/XXKVsuMQrqlYDNPMHhw$pWuknwbc9ZcjVoBTXGsMpbDm4F6OzyttIALFA8k7U/o','e11ee2a7d7eaa96b47e47eb6ec2adba0dafd71d28bbc63a374003099c1093d5c','frozen:9hU0rqTBq2NRLe_5gcrYChRBwZyiAP-K0WwkJGtg_zDeudL_ParB1SeoymAeMOB_zVq_jWNCrw==','frozen:V2nmmPwhsTmaj4Xj4vCtYDJbb-eeGWbmDB0R4I4gwC4ZZFTS9O4jqg==','frozen:RXrg9skZBSB8UlgwsGqjimv_OVsYasb1ygQ4ClXuAgayFPJXIzaXxA==',NULL,'frozen:9kgNHCIjewpH8SF5bkEaOMJxL-GUDAvMUXVGYa1NzifeMvEgyi4=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('8b89e861-cb26-42e7-ac7a-851fb52534da','citizen','sim_signature',3,'2026-11-26 19:33:37.000000',NULL,'571338699098aba552e6f2b33e8426b3b46749437519306637619e02d973336a','frozen:bReHiaz4y80SsArDGN_HulCPYu3ThlpIma3IsdAF-njLKqu2ri_KFHdEZigtzSiWLFNj8Uc=','frozen:kWjViS_jrQeYYCfANMR-qq0h_yCJFOjW3JJJRWw1c27EJR13ARrHig==','frozen:ZdtX2bD4ouQU1Le5cgxD6xINGWHyERM3nBfDNHuYamke9KqievXsBA==',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d','citizen','usb_token',3,'2026-11-26 19:33:37.000000',NULL,'235f7fce67fb110893d0ebd7586499503aabcc7546b529cf1b62375a24973b3c','frozen:THVOf9zeGlK82ZGYs9ZYCcvzw_32ue2TZ_SOQhDtdT8UOTYdZb-qp-PA04_WX8o=','frozen:LGReNEC7ELjjnJQLahLViw2q3de2EZnMi_UJ0tiPnbtSrWe1BbgiQA==','frozen:Z6id0zZ24KceC0vTb9ued7YXoPyU5cUlulIS07h37JCQTMcWkWsL8A==',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('d0588424-4f22-4598-a5cd-f98563173b96','citizen','usb_token',3,'2026-11-26 19:33:37.000000',NULL,'235f7fce67fb110893d0ebd7586499503aabcc7546b529cf1b62375a24973b3c','frozen:sguld8iqXV2ZDPcnn3UnZnArGwYduzTmoxM3hzxc2TWllyZaGLh9037ICTT2o0uqv60wF3s=','frozen:gtUVuq-cWfLJw9huwvXqNHQnn3eB5YjqaC3TYw-xZKlMPVL94tJHOg==','frozen:-a-8Vmib7fYn5vqp0gfybQaQtOB-wwsYBIVTWKNY6tg2-WOF56_C3w==',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','$argon2id$v=19$m=19456,t=2,p=1$2C7T5JO1mwjMg1XeJxMs0A$ZP+LkcCKvcI1BiJQ3hX5Ay6x9/heppWEAxjo2OWQr4g','660219ec49880799645fdec94cba2b8bec44ddd6e3c94c0eed3bec96b612c0f9','frozen:Yl3uL0HY5XpgMLfiLMWhU9Uddk7D5oqKfDbzKlZYzVt3MgzBZoSrLf3BkKpFOG0UCmjp5ARgCA==','frozen:FZJloCSU46ZBrrN7lbWh9LuvBRDD6NsQCroDCBAXPCYp7ULzD1_mJw==','frozen:aCM7UO-x9PiSCt5fvhGVyZMo97taI6_Qsp6EwlUObs6CRg3Db0WCzQ==',NULL,'frozen:SJIhqTRKhVoOX1VvvyeDEA6ytsj28F0L_C-z_4tU4YdqqB_neyQ=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
INSERT INTO "accounts" VALUES('b2241419-9045-4a21-8f0c-e1bb5a78d4b7','citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','$argon2id$v=19$m=19456,t=2,p=1$gPAYsMGsxoMLiCKG3CoChA$Vh3k4wgVY8i07A6u56t9tZUZkOpwmu+e7FaV2DCRYiA','e990f187d768d989c26107cb23d63bf1c0cb56f6a9b88d28168290d3b6d7d4e1','frozen:4aIq6C-tsKjJmDpPi8YBG83D9y14Gpolc0SKGVbaGUz93wuq4AYAImdUIIC1GbbFfVFWTdk=','frozen:NaI9dz5zqEsHA44vLZgFIf2rdPYyO3z-c7RaJC-GdODowxVHrlpNBw==','frozen:T8uElzKilkc4kH_gVXIQBBpVp5NQqRTSI4wLeqy0S6c8Z9BDZu3GGA==',NULL,'frozen:FiIJGw_f0MNqhnPigWGCCAozOYyLRkuJl1MI5bEbzOkU95c69T0=',NULL,NULL,NULL,NULL,NULL,NULL,'active',NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
CREATE TABLE appointments (
	id VARCHAR(36) NOT NULL, 
	reference_digest VARCHAR(64) NOT NULL, 
	person_digest VARCHAR(64) NOT NULL, 
	claim_digest VARCHAR(64) NOT NULL, 
	reference TEXT NOT NULL, 
	facts TEXT, 
	state VARCHAR(16) NOT NULL, 
	told_state VARCHAR(16) NOT NULL, 
	made_at DATETIME NOT NULL, 
	deadline_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	compared_by VARCHAR(36), 
	compared_at DATETIME, 
	document_digits TEXT, 
	decided_by VARCHAR(36), 
	decided_at DATETIME, 
	reason VARCHAR(40), 
	account_id VARCHAR(36), 
	CONSTRAINT pk_appointments PRIMARY KEY (id), 
	CONSTRAINT ck_appointments_state CHECK (state IN ('waiting', 'compared', 'approved', 'rejected', 'withdrawn', 'late', 'done')), 
	CONSTRAINT ck_appointments_four_eyes CHECK (state NOT IN ('approved', 'done') OR (compared_by IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> compared_by))
);
INSERT INTO "appointments" VALUES('fa9a6b37-007e-4e98-95cd-3811ac0e3038','348f4759bd6dba8b3f349d1f00d5fbe82f67e3fa0a8f96c814d90e9fd27551c2','0450ed6e911f205aedae1aa170db23f3f9428682f47994bdcd797861503389dc','ec7e323a5e682162fed70a69c021bc41233025f0f7295f32868a691dc14429cd','frozen:_3qpN0gojft5q6j1iPZJvdC5Nbm8pVsxW_96s5vAUFmmgDCQqQ==','frozen:IU6gWr0wVCG9TRkncq0L54XXkhA_-t7jRWa0AkZoK-ei2P2wcFp_MxL6Vnkrin6hS6Fc2AE6EIvtmfM7n3TfmPWYr_nV-p1LUaA1eEZncJ7zxd3HhydLGitsZeNYb_VcsR9JFBHuzTdxcZ0O-UuyXx4zDcvQnLve7hTFaPq3mAPAEJJKsxdzDbwPfCePikbzOFSsq4x_vCNejP_5GQsUrItMdv-YNiUn1vrZdkrzLVaQvQ63TGVBAtbexgv5cxlkZw4wPc05p0-4bVF0GJaKXfnZ7i5AwwbCtlH8EKw0pVTFAz_s4K7PH6WW9mOXhrMKo_RCuvuTRg4yMqvfCiKQ_VcGzThh1JU-Cnn7aoHgPH6j7U7wYfw7YRCD-bY06R7eoaTfSZqu8rdCIdFZR-5iLOC5jQkLKTxe61efRnw4XLmql7hiIv9v6uz543e6W96Xe0RmCh-D0fSakkVMxW4oeQdfiCu99i0spICf06L52ARc4eaoce7NSvoMNWnH7NVmeu5Ljy8CntJMz1i8LSEOiVhOBQ==','waiting','waiting','2026-11-26 19:39:37.000000','2026-12-26 19:39:37.000000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "appointments" VALUES('feffb634-200f-48da-865c-dc93063aa050','a1823d8cc359c0f61880726bd5aabc58280d9f8a64412fa4c278af4c8974d577','ad7e2654c84ad24b6173c023d059eecc64aab822eb66dd27da28fbbd02ab5b84','bea72469b8b63fe55cc264745bef44f12692b7c512d90430bcd7a6941316bb85','frozen:YhISvvpufukgT2i-WVYTBegDhjTwYnw6ipQHX7xkCvB-nm8WyQ==','frozen:FilyCc4lcNgonCUGMsRfsBgu5bk8jiCDOiClSUOFoKSUS4sTzgMfurgqhJst4zewVGsTBSgsBbNbkObpmxagPggURETY1eSRD0tCemvW5xMkQvW_WwXkWHwBD5Kpprp1qFRZIy2p0ZESMcG32I5Sn6crGHuhgshxZM_GSPd4y9ltfDKJElLSTB6-DUzCb5HSedWzx9CQ_SHk7cSZeE_iLmFwbKuL_6bf-AzkuM7R_O5NEvIBDi20vGBoUT-3Q9XciRr4UNlM2AJRshK0zJaKqWUIB9uRR537wJ7Fhwo-ivUWLaNwcXhiM7fKT9uSptkiEXnw3ND1ur9hHAvplfw7fGpN0KCTbCCE8DuglmvHHlz7aAcP3bEs48uSRufhoSCAXYDAYV5i00Ot6W8ELuSMyL7oPR9ZdIgIOjK2K0aZ_Y7o0p3XwivrOmytD8PchLNkAlPHrz0UDbgq09NKosGbLFm12E2FU9oH7ppIjbfslwPVGLScCASOpOqLEuu5jHCdzqVO8mQzYRLTUG65JDllGg==','approved','approved','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,'554ca946b9f0448cca945c4aa3c36ab09de2','2026-11-26 19:39:37.000000','frozen:4IGZzwqEOefYXnoW1Ev1r7Pfg-Q7ZLcsvgj1WlCfiS4=','25c39fb3ca6c69acf59ddb8f420b428c609e','2026-11-26 19:39:37.000000',NULL,NULL);
INSERT INTO "appointments" VALUES('13e3e1ff-a80f-43f4-8f4b-dfeeb37ec2ca','b43aeabd2d2cab7dcab7d8379f204f7ef8a11531e0c5884b484f008bb05bfffd','774c262dbe5174e6d7321cb8bd179d15dbdb1f112cd4d8438a973c8b4f6c8682','1daacddec71e755ad13cb18e7bfe0853ec71c73f8c1b128f5bdd6e482159ad03','frozen:m43AuxNrF6hX-sBL3W88-UjoT8Jv_lRuiUYBxIYTvWpjFt8VQg==','frozen:O3R52S8bM-XkxeLa0XKb4VcUaggZ2iWldqYZhJMQszHv8MaHXMGTL7MBJ9CS-L74yOc6RFHOhKYCRSUsuIdskcEO6l5k0O1eqLH2ePhba-AWHZ93Jg8iArL6IcFlUKaYcYRBjSh0lruNiApkrB0NrI8hsytAhxTwvFsLYDNaeUOaa4g_B5EWNYnGSw2zKsdP9GabywTunr1OSjEHR3MJGKP2RSQuAsJJzVMBh-6x2ZgFzONiEjJVm-uWYEr_-ukTadc6AgDlXAKtzNFvBPDESdo76sxjXpQru-V1TKp4YMcWyfPn1pGgN_49YIcgs-ic4MWfA_wSXCprvt8SjxLhFziNOK7qfTAt9dOKQGRMJZYlJTDVFdq2dU1vgGP8j77-xaERS4p_t-ofnBXKAgXbA6z7VRRCED3K5uAJyJFVNyWbzFwnUU9-5HL5WPFCmxdUEYsYl3-XSpziXmIwPSE9BjALIK_wNVa3Oc_KEWSwr-vHY9QDOCqi4XV5wZ4CC0QHgP3MLRkyuj-lZHzoaa8V','approved','approved','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,'554ca946b9f0448cca945c4aa3c36ab09de2','2026-11-26 19:39:37.000000','frozen:Z3JvIVC5HCEtei4jdGLaUKEWq23DLt8N7dZr8mYEOds=','25c39fb3ca6c69acf59ddb8f420b428c609e','2026-11-26 19:39:37.000000',NULL,NULL);
CREATE TABLE audit_entries (
	sequence BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	event VARCHAR(40) NOT NULL, 
	codes TEXT NOT NULL, 
	previous_hash VARCHAR(64) NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_entries PRIMARY KEY (sequence)
);
INSERT INTO "audit_entries" VALUES(1,'2026-11-26 19:33:37.000000','89da6784-c85e-4344-af89-b86b8e2a7f4b','opened','{"level":"level_2","method":"mobile_subscriber"}','0000000000000000000000000000000000000000000000000000000000000000','e227d63167f5f0e1842a4916588d0bd0352949ab851d7c5a80c2583435631441');
INSERT INTO "audit_entries" VALUES(2,'2026-11-26 19:33:37.000000','89da6784-c85e-4344-af89-b86b8e2a7f4b','signed_in','{"language":"en"}','e227d63167f5f0e1842a4916588d0bd0352949ab851d7c5a80c2583435631441','f8b6c5b4433e1cbbb865b56fec0ac014b172da259a8dda882ea0e61789661dab');
INSERT INTO "audit_entries" VALUES(3,'2026-11-26 19:33:37.000000','89da6784-c85e-4344-af89-b86b8e2a7f4b','app_turned_on','{}','f8b6c5b4433e1cbbb865b56fec0ac014b172da259a8dda882ea0e61789661dab','d503cafce61aeb79dac1c901c0217f1aa54d905af62df315583a39ae7df17661');
INSERT INTO "audit_entries" VALUES(4,'2026-11-26 19:33:37.000000','9fd85883-33be-482d-bf60-4cd2c2bafd53','opened','{"level":"level_2","method":"mobile_subscriber"}','d503cafce61aeb79dac1c901c0217f1aa54d905af62df315583a39ae7df17661','56df878d6740ed88e1905a0e578810139c6bfeff15d37233db98fca4ce9a93c7');
INSERT INTO "audit_entries" VALUES(5,'2026-11-26 19:33:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','opened','{"level":"level_2","method":"mobile_subscriber"}','56df878d6740ed88e1905a0e578810139c6bfeff15d37233db98fca4ce9a93c7','586251989c7813a1d80d74899f4f04076ae8253d1d21f910fb8532a5449152c1');
INSERT INTO "audit_entries" VALUES(6,'2026-11-26 19:33:37.000000','e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','opened','{"level":"level_2","method":"mobile_subscriber"}','586251989c7813a1d80d74899f4f04076ae8253d1d21f910fb8532a5449152c1','94f816cdc96beb5ef2b4c8b3c18b392437b5b5606e6438cd78a411700d3483bd');
INSERT INTO "audit_entries" VALUES(7,'2026-11-26 19:33:37.000000','97363240-f8c4-437a-a603-fc765b0c5496','opened','{"level":"level_2","method":"mobile_subscriber"}','94f816cdc96beb5ef2b4c8b3c18b392437b5b5606e6438cd78a411700d3483bd','015ca6a824539c5bd05f2c7a222aa3674bb2d9ba8c94f1190bb12ca26e14a444');
INSERT INTO "audit_entries" VALUES(8,'2026-11-26 19:33:37.000000','bca2c4d3-6d62-4fb6-ba87-b5c989d642c0','opened','{"level":"level_2","method":"mobile_subscriber"}','015ca6a824539c5bd05f2c7a222aa3674bb2d9ba8c94f1190bb12ca26e14a444','cebd3fc86480195929ec62a58fc01ebd144d7b2ddd7a356e96cba62a9dfeb8ab');
INSERT INTO "audit_entries" VALUES(9,'2026-11-26 19:33:37.000000','02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb','opened','{"level":"level_2","method":"mobile_subscriber"}','cebd3fc86480195929ec62a58fc01ebd144d7b2ddd7a356e96cba62a9dfeb8ab','0b88b8f1bc64c532b97b9da6971670ebd01c81bd41a7b9c17ec7f3dee026181c');
INSERT INTO "audit_entries" VALUES(10,'2026-11-26 19:33:37.000000','45068c6c-8828-4928-92d4-107bb0c9beb5','opened','{"level":"level_2","method":"mobile_subscriber"}','0b88b8f1bc64c532b97b9da6971670ebd01c81bd41a7b9c17ec7f3dee026181c','bf0d44f446a06654a47422dda7d005317cd40c526efa0c5c0729d7c2ee5d60ed');
INSERT INTO "audit_entries" VALUES(11,'2026-11-26 19:33:37.000000','78303c5d-fbd5-428d-b4ed-4039cea8b633','opened','{"level":"level_2","method":"mobile_subscriber"}','bf0d44f446a06654a47422dda7d005317cd40c526efa0c5c0729d7c2ee5d60ed','3cbddfff7ec0f8d1823b63c469399a441b0df02d7b4a7447d931b1ee5eedf4ef');
INSERT INTO "audit_entries" VALUES(12,'2026-11-26 19:33:37.000000','984cc8f9-f5ad-4abd-a805-c4c154c1d64a','opened','{"level":"level_2","method":"mobile_subscriber"}','3cbddfff7ec0f8d1823b63c469399a441b0df02d7b4a7447d931b1ee5eedf4ef','1180368e71e860b10486a99a55e05daaa2955064e24729486f9ac38bdcf71cbf');
INSERT INTO "audit_entries" VALUES(13,'2026-11-26 19:33:37.000000','52c46148-175b-49d1-9faf-2896551ab922','opened','{"level":"level_2","method":"mobile_subscriber"}','1180368e71e860b10486a99a55e05daaa2955064e24729486f9ac38bdcf71cbf','4d8651245ffadf8fde4d8d0bbcbe3bb738f97b91b5df201cf73d68d1977286a4');
INSERT INTO "audit_entries" VALUES(14,'2026-11-26 19:33:37.000000','c4f5c726-67bb-4cc7-8573-a18ed1100258','opened','{"level":"level_2","method":"mobile_subscriber"}','4d8651245ffadf8fde4d8d0bbcbe3bb738f97b91b5df201cf73d68d1977286a4','de78ead0d9081ebddfd4fa72575cfb7e0f748c6eb5de3f47ed099163622f3f0c');
INSERT INTO "audit_entries" VALUES(15,'2026-11-26 19:33:37.000000','4d3e540c-96af-4554-b85e-f1353523d18f','opened','{"level":"level_2","method":"mobile_subscriber"}','de78ead0d9081ebddfd4fa72575cfb7e0f748c6eb5de3f47ed099163622f3f0c','4133bd89899e00cb69ab9064069f24f604e31f3aefdb1d96de0967662bc577c4');
INSERT INTO "audit_entries" VALUES(16,'2026-11-26 19:33:37.000000','f4335d74-6427-4242-8a11-4e7b3faffb32','opened','{"level":"level_2","method":"mobile_subscriber"}','4133bd89899e00cb69ab9064069f24f604e31f3aefdb1d96de0967662bc577c4','6b51f8e5869298d6987792b8ddbe4d72dca9c1df5bd32a22dea87aa296ba0179');
INSERT INTO "audit_entries" VALUES(17,'2026-11-26 19:33:37.000000','fe92e26b-a7bb-4891-9456-7a7367598a8d','opened','{"level":"level_2","method":"mobile_subscriber"}','6b51f8e5869298d6987792b8ddbe4d72dca9c1df5bd32a22dea87aa296ba0179','36fa439bfd497a7dcb94977add7dbff0745202babd3c88f7e8b5f870fdc13977');
INSERT INTO "audit_entries" VALUES(18,'2026-11-26 19:33:37.000000','2bceefa6-5f99-4568-ac34-f262965b5c46','opened','{"level":"level_2","method":"mobile_subscriber"}','36fa439bfd497a7dcb94977add7dbff0745202babd3c88f7e8b5f870fdc13977','fa1bef0792bebfc5b2caa98ed28ea4436e92d01ab6e63517949e6501e723156e');
INSERT INTO "audit_entries" VALUES(19,'2026-11-26 19:33:37.000000','8b89e861-cb26-42e7-ac7a-851fb52534da','opened','{"level":"level_3","method":"sim_signature"}','fa1bef0792bebfc5b2caa98ed28ea4436e92d01ab6e63517949e6501e723156e','bdb5752c3104ca60eed21a25c9545098de2a885d55e106519e1880b2b0b5bec6');
INSERT INTO "audit_entries" VALUES(20,'2026-11-26 19:33:37.000000','12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d','opened','{"level":"level_3","method":"usb_token"}','bdb5752c3104ca60eed21a25c9545098de2a885d55e106519e1880b2b0b5bec6','f3ae28da8963c43b095eb6b036d9fe3ff820820fd4be5085122b8448e8ac5365');
INSERT INTO "audit_entries" VALUES(21,'2026-11-26 19:33:37.000000','d0588424-4f22-4598-a5cd-f98563173b96','opened','{"level":"level_3","method":"usb_token"}','f3ae28da8963c43b095eb6b036d9fe3ff820820fd4be5085122b8448e8ac5365','413ce8813f366f0a943498874ae0d005333de4cd030037697dbb33d0922051c8');
INSERT INTO "audit_entries" VALUES(22,'2026-11-26 19:39:37.000000','2bceefa6-5f99-4568-ac34-f262965b5c46','registration_repeated','{"method":"mobile_subscriber"}','413ce8813f366f0a943498874ae0d005333de4cd030037697dbb33d0922051c8','f248d9bd6ff470080255ed72ccc2e1adbb2b8e36db5f0c3aadb8fa202bfd11db');
INSERT INTO "audit_entries" VALUES(23,'2026-11-26 19:39:37.000000','2bceefa6-5f99-4568-ac34-f262965b5c46','registration_repeated','{"method":"mobile_subscriber"}','f248d9bd6ff470080255ed72ccc2e1adbb2b8e36db5f0c3aadb8fa202bfd11db','22045a8e74589538917dcdb92846ee3c6094459059a06ce7a78c039f20da64be');
INSERT INTO "audit_entries" VALUES(24,'2026-11-26 19:39:37.000000','f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','opened','{"level":"level_2","method":"mobile_subscriber"}','22045a8e74589538917dcdb92846ee3c6094459059a06ce7a78c039f20da64be','be6659beeb1eda54f1c23d63ab0b0cab658ddc44fa7e8750458639ffe83b4d1e');
INSERT INTO "audit_entries" VALUES(25,'2026-11-26 19:39:37.000000','f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','signed_in','{"language":"en"}','be6659beeb1eda54f1c23d63ab0b0cab658ddc44fa7e8750458639ffe83b4d1e','16236aa45ebc14ebc37ac8f1155fe77851041dc834bf1e86606851cfd34382c7');
INSERT INTO "audit_entries" VALUES(26,'2026-11-26 19:39:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','sign_in_failed','{}','16236aa45ebc14ebc37ac8f1155fe77851041dc834bf1e86606851cfd34382c7','39912a1e54e0cc98562a9e24b7c52f38cc7e10e801791c6431b1716f4a9a4ca4');
INSERT INTO "audit_entries" VALUES(27,'2026-11-26 19:39:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','sign_in_failed','{}','39912a1e54e0cc98562a9e24b7c52f38cc7e10e801791c6431b1716f4a9a4ca4','629fd6b21329557af519a2ede4bdadc02636764e99847c305fd537669468389d');
INSERT INTO "audit_entries" VALUES(28,'2026-11-26 19:39:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','sign_in_failed','{}','629fd6b21329557af519a2ede4bdadc02636764e99847c305fd537669468389d','1aa35e91915e11c3f0b8c06c31e74efe9c86d28dcf6714a09278eed75f1baecf');
INSERT INTO "audit_entries" VALUES(29,'2026-11-26 19:39:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','sign_in_failed','{}','1aa35e91915e11c3f0b8c06c31e74efe9c86d28dcf6714a09278eed75f1baecf','5d5fd1338bd10abceaac1be76fe4089942d6124dec854d0b968daa1d615fb663');
INSERT INTO "audit_entries" VALUES(30,'2026-11-26 19:39:37.000000','1e84edb6-57a0-4376-b49b-ed6312881e7d','sign_in_failed','{}','5d5fd1338bd10abceaac1be76fe4089942d6124dec854d0b968daa1d615fb663','13a73f5f5ce3b97f488406bf7f07bf4799052c5917c225864cfab66284186c50');
INSERT INTO "audit_entries" VALUES(31,'2026-11-26 19:39:37.000000','e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','registration_repeated','{"method":"sim_signature"}','13a73f5f5ce3b97f488406bf7f07bf4799052c5917c225864cfab66284186c50','84907d3aefdd3ba757974e7d21cfe20a47db048a8afd34c7184f6810d11f1c9d');
INSERT INTO "audit_entries" VALUES(32,'2026-11-26 19:39:37.000000','b2241419-9045-4a21-8f0c-e1bb5a78d4b7','opened','{"level":"level_2","method":"mobile_subscriber"}','84907d3aefdd3ba757974e7d21cfe20a47db048a8afd34c7184f6810d11f1c9d','c27f70dbd86f63581bae97a0f667aafc45d75f7d8a83666388199b708d5e2cd8');
INSERT INTO "audit_entries" VALUES(33,'2026-11-26 19:39:37.000000','b2241419-9045-4a21-8f0c-e1bb5a78d4b7','signed_in','{"language":"en"}','c27f70dbd86f63581bae97a0f667aafc45d75f7d8a83666388199b708d5e2cd8','b872567d3f05fcd17a4db08d9383d3c15af89cd560db87f970db3e789c512203');
INSERT INTO "audit_entries" VALUES(34,'2026-11-26 19:39:37.000000','12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d','registration_repeated','{"method":"usb_token"}','b872567d3f05fcd17a4db08d9383d3c15af89cd560db87f970db3e789c512203','a9baa5162a153b25e931267789054df12a9adf186b1b3e6af42bd3fd558a1094');
INSERT INTO "audit_entries" VALUES(35,'2026-11-26 19:39:37.000000','fa9a6b37-007e-4e98-95cd-3811ac0e3038','appointment_made','{}','a9baa5162a153b25e931267789054df12a9adf186b1b3e6af42bd3fd558a1094','d31940421fc2d59d939d398f5a3da20c91d8cf4b5494e458e72e633193cdda31');
INSERT INTO "audit_entries" VALUES(36,'2026-11-26 19:39:37.000000','feffb634-200f-48da-865c-dc93063aa050','appointment_made','{}','d31940421fc2d59d939d398f5a3da20c91d8cf4b5494e458e72e633193cdda31','b0c2ff2b55f171707978556c2fcd828bfc97c9d533823491a9443b4300337c44');
INSERT INTO "audit_entries" VALUES(37,'2026-11-26 19:39:37.000000','feffb634-200f-48da-865c-dc93063aa050','appointment_compared','{"clerk":"llkcapkmbpfgkkoccapklckaajcjmabgpdei"}','b0c2ff2b55f171707978556c2fcd828bfc97c9d533823491a9443b4300337c44','d10a61da57e67c4fee7f7a0f989ac87836c3bfe04e1fae3f704bd6a71264d701');
INSERT INTO "audit_entries" VALUES(38,'2026-11-26 19:39:37.000000','feffb634-200f-48da-865c-dc93063aa050','appointment_approved','{"supervisor":"ilcjpfbjcamcmpacflpddbofkigbkiocmgpe"}','d10a61da57e67c4fee7f7a0f989ac87836c3bfe04e1fae3f704bd6a71264d701','e99ad32f7d97e09e92a9e6474e2bbe107092ec19edfd34d46725635a2598255b');
INSERT INTO "audit_entries" VALUES(39,'2026-11-26 19:39:37.000000','13e3e1ff-a80f-43f4-8f4b-dfeeb37ec2ca','appointment_made','{}','e99ad32f7d97e09e92a9e6474e2bbe107092ec19edfd34d46725635a2598255b','b9ac88a123ff383c5138723db3ded0015360b94105e8bf13644c5061253aaefb');
INSERT INTO "audit_entries" VALUES(40,'2026-11-26 19:39:37.000000','13e3e1ff-a80f-43f4-8f4b-dfeeb37ec2ca','appointment_compared','{"clerk":"llkcapkmbpfgkkoccapklckaajcjmabgpdei"}','b9ac88a123ff383c5138723db3ded0015360b94105e8bf13644c5061253aaefb','10eba3b61005520806b1c95322421fd336bbcb0777140a9f035c15cf12a1be10');
INSERT INTO "audit_entries" VALUES(41,'2026-11-26 19:39:37.000000','13e3e1ff-a80f-43f4-8f4b-dfeeb37ec2ca','appointment_approved','{"supervisor":"ilcjpfbjcamcmpacflpddbofkigbkiocmgpe"}','10eba3b61005520806b1c95322421fd336bbcb0777140a9f035c15cf12a1be10','4aced697d4bb030e54b5084f8f6600b759b37f72c189acc9a6700df2f39be06b');
INSERT INTO "audit_entries" VALUES(42,'2026-11-26 19:39:37.000000','45068c6c-8828-4928-92d4-107bb0c9beb5','frozen','{"by":"dispute"}','4aced697d4bb030e54b5084f8f6600b759b37f72c189acc9a6700df2f39be06b','0faba2c544485fec7cda08f4fc825bfc154a44b1f36b0b7d5bef4ddc9dc17a1e');
INSERT INTO "audit_entries" VALUES(43,'2026-11-26 19:39:37.000000','77b837d7-6655-455a-b166-cccd72863fe8','dispute_opened','{"level":"level_2","method":"mobile_subscriber"}','0faba2c544485fec7cda08f4fc825bfc154a44b1f36b0b7d5bef4ddc9dc17a1e','ac145d7bf3b9f22757970cc23bb507955d82df9a67e0fc22cf595757499ee1bb');
INSERT INTO "audit_entries" VALUES(44,'2026-11-26 19:39:37.000000','77b837d7-6655-455a-b166-cccd72863fe8','dispute_holder_told','{}','ac145d7bf3b9f22757970cc23bb507955d82df9a67e0fc22cf595757499ee1bb','f238d87d7662cffa3c4377646be18489118908f09f8ece043ae2a92dd89f567e');
INSERT INTO "audit_entries" VALUES(45,'2026-11-26 19:39:37.000000','984cc8f9-f5ad-4abd-a805-c4c154c1d64a','frozen','{"by":"dispute"}','f238d87d7662cffa3c4377646be18489118908f09f8ece043ae2a92dd89f567e','bd43d5b598ff6777697db72240c857c9918fbbac90189acdb1ce161ad1fafe69');
INSERT INTO "audit_entries" VALUES(46,'2026-11-26 19:39:37.000000','887da757-55fd-4c20-8be8-4071480e7ac7','dispute_opened','{"level":"level_2","method":"mobile_subscriber"}','bd43d5b598ff6777697db72240c857c9918fbbac90189acdb1ce161ad1fafe69','938a93a4ca0c8d8bb3f84b53e1ee7cde2563db9449044205d3ea5daa83994a11');
INSERT INTO "audit_entries" VALUES(47,'2026-11-26 19:39:37.000000','887da757-55fd-4c20-8be8-4071480e7ac7','dispute_holder_told','{}','938a93a4ca0c8d8bb3f84b53e1ee7cde2563db9449044205d3ea5daa83994a11','abbf7f4be6daf357ef5f061852c257e6a7547585d157fe9bd085da15f1fcbfb2');
INSERT INTO "audit_entries" VALUES(48,'2026-11-26 19:39:37.000000','52c46148-175b-49d1-9faf-2896551ab922','frozen','{"by":"dispute"}','abbf7f4be6daf357ef5f061852c257e6a7547585d157fe9bd085da15f1fcbfb2','034a93e98a0a3d96db4a97f9d9b367a4fc10ecc9145ee469d2ec4ab04a9b7599');
INSERT INTO "audit_entries" VALUES(49,'2026-11-26 19:39:37.000000','7bc09273-b68b-4cb5-8409-1faf40adf215','dispute_opened','{"level":"level_2","method":"mobile_subscriber"}','034a93e98a0a3d96db4a97f9d9b367a4fc10ecc9145ee469d2ec4ab04a9b7599','5c464bfa0dc46b222c8bb916fb5719339603e3081d51dd20411afa892dd62a82');
INSERT INTO "audit_entries" VALUES(50,'2026-11-26 19:39:37.000000','7bc09273-b68b-4cb5-8409-1faf40adf215','dispute_holder_told','{}','5c464bfa0dc46b222c8bb916fb5719339603e3081d51dd20411afa892dd62a82','a27969255ccc9169497f3a837771301bef99aa943e0cd9b1569cb137845e449c');
INSERT INTO "audit_entries" VALUES(51,'2026-11-26 19:39:37.000000','c4f5c726-67bb-4cc7-8573-a18ed1100258','frozen','{"by":"dispute"}','a27969255ccc9169497f3a837771301bef99aa943e0cd9b1569cb137845e449c','51d8cfa4299ecd43f5c6e527b7c2f8e21bd7831e7df73c4695dfd5ca8056cb0f');
INSERT INTO "audit_entries" VALUES(52,'2026-11-26 19:39:37.000000','6d0de807-70e9-4b15-9060-15b1314d9a40','dispute_opened','{"level":"level_2","method":"mobile_subscriber"}','51d8cfa4299ecd43f5c6e527b7c2f8e21bd7831e7df73c4695dfd5ca8056cb0f','75af82b02a547fa3ef1cead8573fe798b00f2a7dbebf7e816d8eec0cc0a63bec');
INSERT INTO "audit_entries" VALUES(53,'2026-11-26 19:39:37.000000','6d0de807-70e9-4b15-9060-15b1314d9a40','dispute_holder_told','{}','75af82b02a547fa3ef1cead8573fe798b00f2a7dbebf7e816d8eec0cc0a63bec','4c50b8b2677e70db7874f6d7cfebf95313b2493ee78dbc1d9dca877b3bda6fb2');
INSERT INTO "audit_entries" VALUES(54,'2026-11-26 19:39:37.000000','6d0de807-70e9-4b15-9060-15b1314d9a40','dispute_proposed','{"by":"first","decision":"transfer"}','4c50b8b2677e70db7874f6d7cfebf95313b2493ee78dbc1d9dca877b3bda6fb2','ffd18c03ef8426873c0349fb3b46a6b0c967aec386495328468b3388c2ed12dc');
INSERT INTO "audit_entries" VALUES(55,'2026-11-26 19:39:37.000000','6d0de807-70e9-4b15-9060-15b1314d9a40','dispute_decided','{"by":"second","decision":"transfer"}','ffd18c03ef8426873c0349fb3b46a6b0c967aec386495328468b3388c2ed12dc','607e6f336437c87e8687b5bf38ef33bf1baf3dd04e55ba3e28406a7b06366eb0');
INSERT INTO "audit_entries" VALUES(56,'2026-11-26 19:39:37.000000','c3c0ca62-0762-474f-a63c-bb22ead3b50a','staff_added','{"by":"command","clerk":"yes"}','607e6f336437c87e8687b5bf38ef33bf1baf3dd04e55ba3e28406a7b06366eb0','fba2e21399db1e5979e534e8f30e851df1f00794fc2927143bd9b60c872004ec');
INSERT INTO "audit_entries" VALUES(57,'2026-11-26 19:39:37.000000','c3c0ca62-0762-474f-a63c-bb22ead3b50a','staff_set_up','{}','fba2e21399db1e5979e534e8f30e851df1f00794fc2927143bd9b60c872004ec','c58e7c6e5d767d5884c3a9303f92759763d5b137913e291b4ae966c9e08e3e50');
INSERT INTO "audit_entries" VALUES(58,'2026-11-26 19:39:37.000000','c3c0ca62-0762-474f-a63c-bb22ead3b50a','staff_signed_in','{}','c58e7c6e5d767d5884c3a9303f92759763d5b137913e291b4ae966c9e08e3e50','a9b0cfc073928e889e509a3cb359e3bfa0e922111185395bc118bc7b21d1da98');
INSERT INTO "audit_entries" VALUES(59,'2026-11-26 19:39:37.000000','a7d10ad5-0d0e-4336-88cb-36e2c68c7a93','staff_added','{"by":"command","case_officer":"yes"}','a9b0cfc073928e889e509a3cb359e3bfa0e922111185395bc118bc7b21d1da98','23ebcd579fb91dbf061647d27794056bac0b9320b3eb6e6b90ea1c6a94898865');
INSERT INTO "audit_entries" VALUES(60,'2026-11-26 19:39:37.000000','a7d10ad5-0d0e-4336-88cb-36e2c68c7a93','staff_set_up','{}','23ebcd579fb91dbf061647d27794056bac0b9320b3eb6e6b90ea1c6a94898865','01e00f18e408bf3122256ecc89a1a3aa576f458f31af74daac0f415a6deff7ab');
INSERT INTO "audit_entries" VALUES(61,'2026-11-26 19:39:37.000000','a7d10ad5-0d0e-4336-88cb-36e2c68c7a93','staff_signed_in','{}','01e00f18e408bf3122256ecc89a1a3aa576f458f31af74daac0f415a6deff7ab','8f58e7403492fa6cf9fe3088d8a54d761365f4d8f275a40d7b251167b0b66d57');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	sequence BIGINT NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_only_one CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,61,'8f58e7403492fa6cf9fe3088d8a54d761365f4d8f275a40d7b251167b0b66d57');
CREATE TABLE authenticator_apps (
	id VARCHAR(36) NOT NULL, 
	secret TEXT NOT NULL, 
	last_step BIGINT NOT NULL, 
	turned_on_at DATETIME NOT NULL, 
	CONSTRAINT pk_authenticator_apps PRIMARY KEY (id), 
	CONSTRAINT fk_authenticator_apps_id FOREIGN KEY(id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "authenticator_apps" VALUES('89da6784-c85e-4344-af89-b86b8e2a7f4b','frozen:WXEakEBFzBJTQ74OhJ6IesScxjjWNLpAIyjmV6OpjSwETl3Qbys2GqgcgcfOpp2XIuYGyUHD8nIN723o',59857387,'2026-11-26 19:33:37.000000');
CREATE TABLE consents (
	id INTEGER NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	purpose VARCHAR(64) NOT NULL, 
	text_version VARCHAR(32) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	given_at DATETIME NOT NULL, act VARCHAR(16) DEFAULT 'given' NOT NULL CONSTRAINT ck_consents_act CHECK (act IN ('given', 'withdrawn')), 
	CONSTRAINT pk_consents PRIMARY KEY (id), 
	CONSTRAINT fk_consents_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "consents" VALUES(1,'89da6784-c85e-4344-af89-b86b8e2a7f4b','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(2,'9fd85883-33be-482d-bf60-4cd2c2bafd53','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(3,'1e84edb6-57a0-4376-b49b-ed6312881e7d','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(4,'e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(5,'97363240-f8c4-437a-a603-fc765b0c5496','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(6,'bca2c4d3-6d62-4fb6-ba87-b5c989d642c0','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(7,'02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(8,'45068c6c-8828-4928-92d4-107bb0c9beb5','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(9,'78303c5d-fbd5-428d-b4ed-4039cea8b633','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(10,'984cc8f9-f5ad-4abd-a805-c4c154c1d64a','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(11,'52c46148-175b-49d1-9faf-2896551ab922','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(12,'c4f5c726-67bb-4cc7-8573-a18ed1100258','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(13,'4d3e540c-96af-4554-b85e-f1353523d18f','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(14,'f4335d74-6427-4242-8a11-4e7b3faffb32','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(15,'fe92e26b-a7bb-4891-9456-7a7367598a8d','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(16,'2bceefa6-5f99-4568-ac34-f262965b5c46','carrier_match','carrier-match-1','en','2026-11-26 19:33:37.000000','given');
INSERT INTO "consents" VALUES(17,'f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','carrier_match','carrier-match-1','en','2026-11-26 19:39:37.000000','given');
INSERT INTO "consents" VALUES(18,'b2241419-9045-4a21-8f0c-e1bb5a78d4b7','carrier_match','carrier-match-1','en','2026-11-26 19:39:37.000000','given');
CREATE TABLE continuation_links (
	digest VARCHAR(64) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	target_id VARCHAR(64) NOT NULL, 
	issued_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	redeemed_at DATETIME, 
	redeemed_by VARCHAR(64), 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_continuation_links PRIMARY KEY (digest)
);
INSERT INTO "continuation_links" VALUES('749ebf491f0c6e33c6c1f0b5ccb310ce4e6145f0c8078f328bb06e5f3e0166be','not_me','89da6784-c85e-4344-af89-b86b8e2a7f4b','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('27666f1cd0b27eab6f899ca577f799f7fdf9a41ff5edbfbec3eba695bf811d2d','not_me','9fd85883-33be-482d-bf60-4cd2c2bafd53','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('2dae3bbc7a59493fa832274edb45dc05be355a4a6e7a17cec2c5d1f14b40ef35','not_me','1e84edb6-57a0-4376-b49b-ed6312881e7d','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('de4f3f434a578c5c57c9975afbc1072ab6071d13a638519ade81119cadda2723','not_me','e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('eab1260779f12a31864ae8949d986f25007ed8244488026642e5e8a1ce67bf50','not_me','97363240-f8c4-437a-a603-fc765b0c5496','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('655be869c480a14eb970ee91051e0d83bb19badd5254fb16260b2b757f20422b','not_me','bca2c4d3-6d62-4fb6-ba87-b5c989d642c0','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('5e3cc16e325025aabec4493362eea2c1a654a5be29969615d134cfb6b96d4b3e','not_me','02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('5e4ea55e788b3accfc75f209915577a05a50cbcb0809bef2044225907a433681','not_me','45068c6c-8828-4928-92d4-107bb0c9beb5','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('86b7f36da4a1e69fd384ed242721f81d0f0a34e591b6ce9d16f7617d371da891','not_me','78303c5d-fbd5-428d-b4ed-4039cea8b633','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('a2f307d9bbc5e6e5ff0678b5d363a4e2c57ebbbf24260c74c8f01d93d0a4be2f','not_me','984cc8f9-f5ad-4abd-a805-c4c154c1d64a','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('b3751a607ad1fdecdc557c5706c4c7450ab45d08fc52cddb3ba40fb11278a7e5','not_me','52c46148-175b-49d1-9faf-2896551ab922','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('8301809f37bb8f712c2b2270865b2d9a0e208b6ead6b4a6f7b67f82fd34562b9','not_me','c4f5c726-67bb-4cc7-8573-a18ed1100258','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('be492842f732b084296be96c5f83b224b6bf58b7686c24c9e743b68c33dda0a5','not_me','4d3e540c-96af-4554-b85e-f1353523d18f','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('3762db30cd2819ad1c8e84eb5dbfd797c6f34f99b9b2fde87e3f7f50c2ff149d','not_me','f4335d74-6427-4242-8a11-4e7b3faffb32','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('1af5f1953f3e41b2ad9ec887cce9467cd43692439cc39be8721835e21dac6bea','not_me','fe92e26b-a7bb-4891-9456-7a7367598a8d','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('b53937232b5ede82cf916552989040ea588977bb8cb4cf65a5a467b135838ebd','not_me','2bceefa6-5f99-4568-ac34-f262965b5c46','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('09303cd393169aac1224d9f013b8069466b1854564d06e32f60b2b588fc16115','not_me','8b89e861-cb26-42e7-ac7a-851fb52534da','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('3da4ffcb5e43b50cdced7c615903cc422dec1c839295b96b6102acebbd392d2b','not_me','12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('6417b91365416c3fb190e1bcaf390ade58aa23f08dfe897259154679689d0a63','not_me','d0588424-4f22-4598-a5cd-f98563173b96','2026-11-26 19:33:37.000000','2026-12-06 19:33:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('97172d1dbd6d6dc69461af57fcc2eaf5d699f9132f8d5d7df3e5ac541a8eccdf','not_me','f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('c2b7e87c87a28063d7a0b2e4d6c974a751d52b13609e1cc3152a99c6727693f7','not_me','b2241419-9045-4a21-8f0c-e1bb5a78d4b7','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('97d83f22a858642d63f75f3182bb5a39658a64d81a098deb0fbf5f972a52b672','post_office','feffb634-200f-48da-865c-dc93063aa050','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('3094135bcc05bc131154212a00708f4d7b646b100e35015876ad5ae90f4c7ed3','post_office','13e3e1ff-a80f-43f4-8f4b-dfeeb37ec2ca','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000','2026-11-26 19:39:37.000000','d361138d48293f3902b566d866de133d342f8f010a9574c522748e1a01e005dd',NULL);
INSERT INTO "continuation_links" VALUES('f852c945abff1be76f44e517386adaace3b90eaecd53cf97352527b204292227','dispute_answer','77b837d7-6655-455a-b166-cccd72863fe8','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('cd878042b7aeff1f15a1da0fd0bc3e7742304646b3bd2f45afc454c4a74c0600','dispute_answer','887da757-55fd-4c20-8be8-4071480e7ac7','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000','2026-11-26 19:39:37.000000','63e9ced57cd4c8c06e9dc224505938f20788f55bffebb68f81a4193e79f4aefc',NULL);
INSERT INTO "continuation_links" VALUES('d7cff9a8f75d45e441d911a0806162de596b8a659a6091edb868753d0b67796f','dispute_answer','7bc09273-b68b-4cb5-8409-1faf40adf215','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
INSERT INTO "continuation_links" VALUES('5be002275c6b246307da61e0a42d016b4ef31f44bbb26350f2a2c708f5133c22','dispute_answer','6d0de807-70e9-4b15-9060-15b1314d9a40','2026-11-26 19:39:37.000000','2026-12-06 19:39:37.000000',NULL,NULL,NULL);
CREATE TABLE dispute_notes (
	id VARCHAR(36) NOT NULL, 
	dispute_id VARCHAR(36) NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"by" VARCHAR(64) NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_dispute_notes PRIMARY KEY (id), 
	CONSTRAINT fk_dispute_notes_dispute_id FOREIGN KEY(dispute_id) REFERENCES disputes (id) ON DELETE CASCADE
);
INSERT INTO "dispute_notes" VALUES('01e535ec-62b2-4141-8922-eaafccc37483','77b837d7-6655-455a-b166-cccd72863fe8','2026-11-26 19:39:37.000000','statement','','frozen:MGXAfmqFKnLRdYy4oUKw3KH1-nWvqKSqImZNwrGD-QHnRT6jtdRbtjsjJFWlzAShTXLb-IVQ3--5H5BwC7R_QMaki4bj7Dd4nKjshn8=');
INSERT INTO "dispute_notes" VALUES('88d98432-a7c2-41ca-b952-29cd04a7d299','887da757-55fd-4c20-8be8-4071480e7ac7','2026-11-26 19:39:37.000000','statement','','frozen:w-GyyUXQ3nMAJ6aNvH_-gr6vi6PvCpLCVu4jtkXkmGdYRZDrPdpp1JVMQ1knKIQUhayvumx0XEYpjkESczLMKR1hs0WUHyU82jc5DnU=');
INSERT INTO "dispute_notes" VALUES('8b52fed2-9c8f-49eb-8b82-fff1b3b69278','7bc09273-b68b-4cb5-8409-1faf40adf215','2026-11-26 19:39:37.000000','statement','','frozen:CBIdVJmbu5mEGgTGAaZ7BDSOQy5btNHD-JZPUurD6CZpJaUMNtHriusqHN_fEwmyaKtJmbTZyo9_ghcbCqrEnXih9U6TuQBW2UtgB7o=');
INSERT INTO "dispute_notes" VALUES('431d668c-3bf5-407d-8d5f-7118289145fa','6d0de807-70e9-4b15-9060-15b1314d9a40','2026-11-26 19:39:37.000000','statement','','frozen:mAVCyKNxYMCFaYMnYK_PPuTuOq14fJPOg2EjfTs2cLb8SUeB6ZAL4CdAJJBfwWA4tKp67kaFv8mi04QuJCiMMnBKFsV8BBHVd9Gh_V0=');
INSERT INTO "dispute_notes" VALUES('c9f443ed-f552-4ca5-91e0-5e1db8e5693d','6d0de807-70e9-4b15-9060-15b1314d9a40','2026-11-26 19:39:37.000000','internal','first','frozen:JVt8JTc3eTRHmUyfmNPYHNY0qBz6uhuX068Xo2s=');
INSERT INTO "dispute_notes" VALUES('c834c07a-4399-4553-b382-2470de72fc32','6d0de807-70e9-4b15-9060-15b1314d9a40','2026-11-26 19:39:37.000000','internal','second','frozen:DCZ56582xmIJlwXtD9ihcVzi9lp5JDjXhG6PAyY=');
CREATE TABLE disputes (
	id VARCHAR(36) NOT NULL, 
	reference VARCHAR(16) NOT NULL, 
	code_digest VARCHAR(64) NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	version INTEGER NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	method VARCHAR(40) NOT NULL, 
	level SMALLINT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	told_at DATETIME, 
	answered_at DATETIME, 
	decided_at DATETIME, 
	ended_at DATETIME, 
	proposal VARCHAR(16), 
	proposed_by VARCHAR(36), 
	decision VARCHAR(16), 
	decided_by VARCHAR(36), 
	phone_number TEXT NOT NULL, 
	proof TEXT NOT NULL, 
	CONSTRAINT pk_disputes PRIMARY KEY (id), 
	UNIQUE (reference)
);
INSERT INTO "disputes" VALUES('77b837d7-6655-455a-b166-cccd72863fe8','8R6G75K43','b9cc044e075e102075cf3e2603060508aeccfa04d4a66ac04d876332b7fa9d06','45068c6c-8828-4928-92d4-107bb0c9beb5','holder_told',2,'citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','2026-12-11 16:59:59.000000','2026-11-26 19:39:37.000000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'frozen:FMCoFc30k9g7R7GbXr13PX5-V6rSZ7DnEUoow9nz9fegt-JoIwxvgw==','frozen:4Znz5CLiG7pwS19I_kzPpR9OBNgAJ5RS19hU_HqgFyIQ3yKnm5ex4tvOyOBh2jtXoP_KIIpkmfmEAUj-oV-7VGWGEIY2sai2twnFVxLypfIMV9D5UXRsbUU2NDTZV81Fs0ZbWk7L9RkU5sFw_I0RSBUZtTU2ugyM4IKKtpR1PMkaqJ1rkUfzzEtg_4HJe2BsM4Kx0rRsIxuIPh_bymKJkLIDpf1UrXybLRr5J1y0Kh-z6rMUwQ0dZqN59cKOoiYu86GPfAMOhdQE_EljnxlCMZa1Hsvu0ny_h8YJkPmnzadJ7E3y7_6qT501F53b0EkdC-3JeJDlG74TpaduSJI4SJbSNlLFPjtFKAkuokQUuKTuCm0G3ztjSh5vspDIgiVVXTUYR29hrzOttYwYc2Np5984X8Zl0AtW3k2dlG9Cmg4nTdrgBQtddKdCFNpZsvOUs2Q7eZHQ1wP74kGnEHWn5yA9mi5xMBFYIqq8RROSYwMdg5lyKR47ATmvpyrRuLt3x8Xbltt1SkYTHolUqBPjz2EbVyai7IgmGHZWra66rFf35HA2Xon9tAuPwemUFWL_Bd5GB7-ie4mSz2SXbLkQ4ed3opyaEAGBmhVMhuOMisaqPxsYr-Q2dV0WSGnsn20p8u8Y-o2X8t_NQPzn6Ro_ZW1P4b2qUqVJtJVALx8h-QxJan5GRf8Sk3Wlmr5Dv-pov0ZIxfSykU6Zm1ChL165oVY8AlqHxWh0LRQtDUUaApRGM61TE0IPl_ZJckhPovAA9mZnPSGjcmUpfMvzdL2lvcUH7Q1X0UJs63U7EcdUjKWHsu_XQKPxQfPBZCK6_u05tFTRUzvPSqB3j7KXkuUBC0gUshlxoLNL2dkqKNaOvrNaUS1DypasvHndvP-94Bc6eg3cJOEZ2KtAZVP9uRp79-xFE6ftHorUFMRZJ2yroMoOsRp0-YdLZL1bPa5TBW_Lx7irI-RsU9J2BJlKrygYKVAumPtAjzLlLexfyn28rO5s0I98oQ3z7x6luYuOFWuKwPCtdsoONUBL9cN789cADxz0ZzWcsW1eCmrK8M7BgzVkdXJmQwA8gZIl25nIawS4wYzTV3XQa7u3EStTgxr0lL_YgaD0WkBhvbxfwHNL8vgAezUv7HKD2ztQJL7pfjAowGwwoJwRGzFjmkxDXTEmodlCVapsQBS4dapk');
INSERT INTO "disputes" VALUES('887da757-55fd-4c20-8be8-4071480e7ac7','MQQ422VPR','334d3291e2647ba45c1cef21ef0d540438430c934d6b890f6f3c4ec08ba032fd','984cc8f9-f5ad-4abd-a805-c4c154c1d64a','holder_told',2,'citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','2026-12-11 16:59:59.000000','2026-11-26 19:39:37.000000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'frozen:wLlh-QINj-msDMOrQArU0njK51KFG4JgfsVeGhDm11i6qYfxyUSMow==','frozen:5WItGA0D4eMUb1GDNiug8a-4hD2790L_-NyOLJG_7V3QgCqiRLZJraN0pudATS2b5OXzg8v4WwYoCmjgVZ_lFwILr8vfcbuf4TpE3t_MZTyXV7YoYMzSNn3zzt-IqDpldBT6Vxr6M5FRE_63tej8GMN809xoxN6R05eYJGM-6IrTUFZcJoOEugIDaQimaQUdO6iVdTw79XkMqaQh1GxutTZxVWsNAmJhYDszi97qIE02zgmqa6xP7-CNRhRvvdBWcXvbHJg9IAkVJ8ys7ZchnfXwsK_DsxNl9VEcv4MQ3uOKICJBKK0NGeaqcBoMgH3rJAoQTzUpX-MWMN11hPL4bybWkZm1UJnt4e3boIZtH7CkrBSdEk1pm7xWTwtQcNDe83R8NzAfolRvDbBT-slt9tpRjaPZSH3d57T8cJYcXyi79MZR2_5YmSJkUqzaJstVWyRprlrfg8KFlX_T4Sdl2Zoa0grwIP_PzRi2da79-P0DuyQ4tzXdfDFoOTj7b_sElpFURndV8kNRWcDmW79WvSOXdrnobYLkgwsO6d0D-4yH60XnHIaZg8xthGgUrs4CntnyJjTAkbENfbVOmVZ6vX7STfMFLgYF0GX2SwabAGMYIzyFeXCfWUVfU5ZA_ZOYF-QMedQwjRGznNzIH0cPsfqh1-m9RAYIAz6C2JUq_tb8qYNh8ljXucut4wkTXZ50EtelGd-yuLwe3aOlwE4L-mHMFzHH5eKK8gyiQrZdJWOCst3pnR64b5_3wZ1Q1XVXUcBaltclTcQcYZhGb8iQ5k2A6XggJ3xBXxyC9F05wgL_wMDlSqeNA4BZv0SND-lP4xuqHXNuJvqbAFskeTWdMj_gLcKOMBR5-vi_AFDSUpZNG9eeEDk70xsID42y_BwxlPqqlD3DCn6KcwU8rcmX2g_wwY8TE6cb7wZnC5dmKjXUoZx-EEBukVwkIHhLdBmduDEB9ZM6YTAOXaAJ2LVnmr-jDCZyuKfoN9rM41yBPQbD_JU5R_psqSxb5UD3fLrLBnnBbx16ajez5OoEWWSsRhB2hoHO5tCJSAL-d1SAWcfNQYUNZix36R9hfxZekQ9z4qs1__c71a2TiY5ogvO0H7mecAQlqmh2a0hofB4GCOzkdnL2lhjXjyl_A_wOJA7-8SEW9aigeTwPeHEYaops36Z7Ey4=');
INSERT INTO "disputes" VALUES('7bc09273-b68b-4cb5-8409-1faf40adf215','R4GKG394P','07b44d30b653132595f636a7fdc8ee46b19f2f2d588e1af05cb34adca28f54a0','52c46148-175b-49d1-9faf-2896551ab922','holder_told',2,'citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','2026-12-11 16:59:59.000000','2026-11-26 19:39:37.000000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'frozen:sIk1ZrDqE8-4cbu5h3wh_N_NNTwZAewHgUB6ciqqBg92hxK58nOLUA==','frozen:WAbAtxzk4OCTtu_g4zQ23dSSzkpeWu8c1qDyBD26m6w2ieqfZEV8TXLRa16jKfR9CVMgteVzvM33UtqUhF1n2gxxHUqiJGuKYh3PzhF0L8btg4WEHBnhpgWrWCH9hsQFvER0hJ_vXU0ejdOoKjCWI8fPC1TP7KhbaiR6u-iAWuFKo6a_-ZyTmdZxMw7fFuptVsTPAS669NDo9cCrQXh23cY0p3gFaqX0z8J4VknforwbQpTjlGdiHiARkS-OkCoNVEnmAY3JWPl8F3f4bul7DS06lamgnnFkjmsfcDYI8_I_WGF9pX8BQ4Jeo9FqJfHxTKrYHNdDfkswHUcZqlOLkF82hjL_y3MY9MM3_L42gMzfuXr5b5SEwiM6ilFyIXub4xG2LfDu8lWoorRdVcKJ1JL7VBwReTaL9PyIZQGWbGVcc_qooWUecEk493FUvWqucynbORLKg7sim8RBKcPY8cDXPH2zlLRBiDHl8PO71zEGUjKvZMeeQpxAjVTcVl2F5opRoZRvb7ctguy1sLU7NiE_M7OKvef0Y9dsNOWAJzo7K3oZ_IPa7xkdfTIE00xp_iJ24HXpdfps2FYp1iGlj7i0nA2IM_JUDkwhRomWS4i1dEbhctg1J8eoTpCyMZhLBmiLy9b2F7a8t1599kPI9cBKHqt9LjsTQ0isx3kVdoTK7kLRlXNo_BVrH3CXEtk_vU1loOhCjDdYeaWAKN_pq2pKUteF0LjtsYS0PE37qGpausD1Kgawg-2XsJgWOJsTEoSmPNiVJP2HMzikUltICCVzdZiJ9Jw658ZfR8ydwxbtG0stw3kNNvT4iZGCvPWzFbByZ7Bu22tYGw_CxjEt5ckOQFPWDaxUMvBWuyuwtC3xp2W3MKg2aiKqlpGXmc_VrtuFilUzk4N_2ihvoiRmbcvlrnXNEG4zmnYqe9b9PSEzDQrupOjs_09tdA0nvw5KfikhW2W_MeGJgFZ_dCJo_Tb7Bri8DbULydBYz1e9vZ1Tpzm8MoeIKl7sepvvr3tqt1gD0ojD1wHaRpLxE14R980VDr-9xisk0Szm3QtKoYR2SruCnb90KaFM5gBWgI-9UkHOnMvRI97RykZhLYBRkxOnrjI6FBgLipsy_R9I2OQgJ-uL774j3_Gt6L33Hl_ouqpw8_LygxA7J1bbI3t8f61bng==');
INSERT INTO "disputes" VALUES('6d0de807-70e9-4b15-9060-15b1314d9a40','M5BX5V9PT','f095ea240cc2064036503b6f56046d8a7fea46c390dfef12e43c027b197a488c','c4f5c726-67bb-4cc7-8573-a18ed1100258','decided',4,'citizen','mobile_subscriber',2,'2026-11-26 19:39:37.000000','2026-12-11 16:59:59.000000','2026-11-26 19:39:37.000000',NULL,'2026-11-26 19:39:37.000000',NULL,'transfer','first','transfer','second','frozen:a8qSiZ03EraLzJzQnLSWN446vrxc1ahuCUHuw_ksqG_ouozvABDVAQ==','frozen:LBbCH1l8aDzAFJctDkbswB6ZC1-KK-byFo-dDsVkExGIp_HBA5SHfGyJq0D_VuHVWIT1psNUYZm23v0_5EGTaP232plD6FBwVTYDvlXu4KaiCo8GvJ3sRl373Pr7017HaV0uzncKUlPdHICHOUcp1tOo0OMk8jOnY4K7LjOMW3cIMDYaJ2jL3SD-VZwS_jO7WSkr6noo9yae95-abtwAzYbQlPv13fwN9M1KiFGgF2c6zuwMgjvL0aQJSKtj0pYU-yWvMCWJ0DUDjH8pCeVafby2_qfx4mI1BPZQ_bP_lwK59E1RpVIUNyh9eIEn8kqrsdlARE9hGsQM69G_y9a76ZlmCaAGZcup7_Z5lCQHvUthMzw0-CblYeO8JyCHz4TO-CZyc-VOnxntRwY6gVxslZEpS3saFOJk9Kk5j3qeMIKBduij3Q9-nAOh6enc9lJjz7YK9ACb1LXhnjpF_rIZllp8efpn_MUXo4kEvEHxm81JFO1VJbv4K1hnohCczM_63l6mHwq2pm61-Y3mt0yxYxGTJckxO_h3z1mn0-dpBlKBj4uh5MKiliOiXvGUIwXlnKeizfW41KAUCcBTNnvuPeutBFg9JLLL8KeVg1TA2yCrbI-NIQ837kqbkYs5NY1xP555Bmp72tmWQDdgA5p_pPoBYYXVnb2oScQsabbX0B2E5T851zoHtN3oEJfAtJrrpsYkiWT4vMnMgKchbMUZLdkrhJwOduDEF6jykivdv6S3Js3ZuApm77lBwYy9BaJfRPRYlz8VwNXXf22O6tirQu5y1A3lRBYUWt0dxVqvw4OijU0h8k-l_HSXpLxN9nmPJRT0NKG__bNdP3ysl3hbKT4sgayqx08fNjYLkzVufxYll07kuoIAQ9wzrfHSfWcEyRwyD0kH8RSdlXZIqtYiOAiupXyLw5Clm9AYterFGh6UZNVXz9h6rUk0hANQmsQfZ96CohVm9Zp1W7v67grrtTkDt4oVa0I8DqdBfzh_oZV1nwvGUBeOhQsIu4l9FN0fLlFxne97JjnJ1aUCiK963q8zNfnOmVwTdYCeLVhay36mE2NnDhSb0synVc6bxZBUg74tK1dU_nzdQr5pyPOQRJ_TnV6puIjIauqUqD_pgEG43EdYT8fLKROn3tRzz-AzJYyZOK0psivR-GZigBfOdrDursru55X6fQ==');
CREATE TABLE help_cases (
	id VARCHAR(36) NOT NULL, 
	reference_digest VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	claim TEXT, 
	account_id VARCHAR(36), 
	made_at DATETIME NOT NULL, 
	deadline_at DATETIME NOT NULL, 
	CONSTRAINT pk_help_cases PRIMARY KEY (id), 
	CONSTRAINT uq_help_cases_reference_digest UNIQUE (reference_digest)
);
INSERT INTO "help_cases" VALUES('40e65278-d32a-4650-a2bd-6ff2f122e0e0','86a272b9b553bcbd9ca675217ee12984b73592eb9f63b616defa44793a9ec828','waiting','frozen:heopeLOMJ_FRxNRxSAz7VukEoaDRr0cGtsLkGKJLZcNu_pC6pS8kJ53PA1L3L77kqlCAy5-FDyj5z3Ty',NULL,'2026-11-26 19:39:37.000000','2026-11-29 19:39:37.000000');
CREATE TABLE known_devices (
	digest VARCHAR(64) NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_known_devices PRIMARY KEY (digest), 
	CONSTRAINT fk_known_devices_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "known_devices" VALUES('d2a645d7482581255258d32f333e566ae2aca4e1cd637caa9b591f18d64678f1','89da6784-c85e-4344-af89-b86b8e2a7f4b','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('6a6ad60d11ba1da4dac24c316e63c42b70259243d8d2aa857c8f1a5ee3e6f242','9fd85883-33be-482d-bf60-4cd2c2bafd53','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('f9c1e27e3cd5bce6937b9ff7f7ea22c793b34cb4a309464c111288a9373ff265','1e84edb6-57a0-4376-b49b-ed6312881e7d','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('b2997785000a4fffbc7212035395d20b5428c97720fb7662226ea9661d374333','e8bb8aa5-8cfa-41a3-9aeb-80dfb23d74a6','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('3a00514f2fecf8b732a07cbb1d3bb04e414e11769fe940a8a29dfea5fdcfbb06','97363240-f8c4-437a-a603-fc765b0c5496','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('766569afaefe6bbb26cc7cbf47db6897f4451aa734350e7c407b5be9dd1556db','bca2c4d3-6d62-4fb6-ba87-b5c989d642c0','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('e0686946450c64e65007d51808cb165602aaae25c1fa0a1f09020a994de48d8f','02c1b4dd-42e0-4b52-86d8-64f4b7d7dfbb','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('4b34dc3dc69a3a1992da7722a078948ba54ea2fb745747d54cda961ff64cd43a','45068c6c-8828-4928-92d4-107bb0c9beb5','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('074d26be88f62b3bc7f8d75f8bf2a4727183cb9fcd3303f39e60bee5690cbd17','78303c5d-fbd5-428d-b4ed-4039cea8b633','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('4e07977432e390b4a6979b83477fff5a86ce122e10cb04f5d2811565fae16f8f','984cc8f9-f5ad-4abd-a805-c4c154c1d64a','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('5b37e37a3d3e804f2d227cf2488553b333ec81a6bbad3ee7d2621d8f216a9cbe','52c46148-175b-49d1-9faf-2896551ab922','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('f6f8bb9e72b08fadbcbe8db1775387edea16832a6a8cad0f96a437192244c484','c4f5c726-67bb-4cc7-8573-a18ed1100258','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('8d5d414d14ca3e946d171b7ff34f22a81e990f7cef655a85c718a7bca63f4937','4d3e540c-96af-4554-b85e-f1353523d18f','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('9dd390e4bc342590dcc422e0d8b4e9f3e1dc66f0f86cab23e6f2f0ccf6136dd7','f4335d74-6427-4242-8a11-4e7b3faffb32','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('056a361d02d1b4019878698fdeaeaed05f284b7e286e83009160e8cb0c75a4cc','fe92e26b-a7bb-4891-9456-7a7367598a8d','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('546d01ffcf72e298b96c0f2093d37fc917913144cd3245d9a3d3effe5ed1ef1d','2bceefa6-5f99-4568-ac34-f262965b5c46','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('fe393549285ce8d4391a157cc1d5b0d7cddb4d7a3bf2ffe802bd625b6b4e11b8','8b89e861-cb26-42e7-ac7a-851fb52534da','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('1f40beab2923313e361b44ee62d7eec4860e2aa14441ec86aadbb74200ff04c6','12b15a8b-2bc0-4c0c-b6d6-02f76f849c6d','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('a9d16556cee81df7c8e0aa27ef90ff7d0fc1ceedb0a943e4d51e65c4d76cf4df','d0588424-4f22-4598-a5cd-f98563173b96','2026-11-26 19:33:37.000000');
INSERT INTO "known_devices" VALUES('05289827e048ede0ea953a1b719d6be4620489321cdd4066b286eb925debb22e','f4cee1cb-f0b7-4f77-b90c-e125e131d8b9','2026-11-26 19:39:37.000000');
INSERT INTO "known_devices" VALUES('0f1cc9173d436bad17b9924a93080aa77fd12beb3e8f1920cd011a1cb14b6044','b2241419-9045-4a21-8f0c-e1bb5a78d4b7','2026-11-26 19:39:37.000000');
CREATE TABLE recovery_codes (
	digest VARCHAR(64) NOT NULL, 
	account_id VARCHAR(36) NOT NULL, 
	CONSTRAINT pk_recovery_codes PRIMARY KEY (digest), 
	CONSTRAINT fk_recovery_codes_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "recovery_codes" VALUES('d29a5b4b43580fbbb3eb0327f703dd68ec74088cbecd1e8a3113fc292ac2faf2','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('0898a11aef8182695e50150419a3d70e0e2c021c928f8e5c806885b9dc6be285','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('c2bfd19a5bffd67799e127ee67c0daf3571aa4d3ddca984cad04cd0fad7b586a','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('72b18b18a9608f1de1a4eb8d772f35612c6d66bc27816130926de7fe246a2929','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('98de3d15b562aea29e2c6d9c7112c9f15644437d79f79fb834c0f5b0497e3e01','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('51b70d31134720957bb79fba2a693418767130d42befe6e4bcd4a2b7fe6da6ac','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('6d5d29b3f4efed2fdb2dcc7830a3eabe797e96f84d34c4c868f351d9b8cdd5d4','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('539354c7fbf9d37620ed970b6f29a66716db7bbb9d1b8b6d96ab009ff57c6814','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('0fb106e3b70fedb6e65477c5b2692a5482348feaf0aad71723edcf516437aeb8','89da6784-c85e-4344-af89-b86b8e2a7f4b');
INSERT INTO "recovery_codes" VALUES('f23fe457020cab79ec9a7108693ff49d1983aee4e535321d8ff4b7b403f23838','89da6784-c85e-4344-af89-b86b8e2a7f4b');
CREATE TABLE staff (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	roles VARCHAR(100) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	standing INTEGER NOT NULL, 
	password_hash TEXT, 
	totp_secret TEXT, 
	last_step BIGINT NOT NULL, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_staff PRIMARY KEY (id), 
	CONSTRAINT uq_staff_name UNIQUE (name)
);
INSERT INTO "staff" VALUES('c3c0ca62-0762-474f-a63c-bb22ead3b50a','mai.le','clerk',1,2,'$argon2id$v=19$m=19456,t=2,p=1$fxdg9JscaQz19HBaiwpkIg$AjI227/uRkKimlzFTbOLDGgPMLbN2FDgE8mzFhmhQZw','frozen:zt30BRDQ57LHUDXYtB8F_WQBl85OF1LB5xJXTys1GvPcMeYTrZY9E1szZNtt_UGjIVI09ifAJnPuKlfv',59857399,'2026-11-26 19:39:37.000000');
INSERT INTO "staff" VALUES('a7d10ad5-0d0e-4336-88cb-36e2c68c7a93','lan.nguyen','case_officer',1,2,'$argon2id$v=19$m=19456,t=2,p=1$2ZcjfMXCSJiwGYjdEv/ntQ$n5s1wiTp3UGak4Yx/NGPMnoATLvWZAhfZbmWuuLeafs','frozen:VOx1gpwGsddMHITMDOJxKamQWceAoLGr8sEh5iiFMaFZzfYYKQeHuTk1TzueaLrKdGARKizBQ1PaJojY',59857399,'2026-11-26 19:39:37.000000');
CREATE TABLE staff_notes (
	id VARCHAR(36) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	staff_id VARCHAR(36) NOT NULL, 
	written_at DATETIME NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_staff_notes PRIMARY KEY (id), 
	CONSTRAINT fk_staff_notes_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE INDEX ix_accounts_phone_digest ON accounts (phone_digest);
CREATE INDEX ix_account_identities_account_id ON account_identities (account_id);
CREATE INDEX ix_consents_account_id ON consents (account_id);
CREATE INDEX ix_audit_entries_account_id ON audit_entries (account_id, sequence);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END;
CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'consents only grows'); END;
CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries WHEN EXISTS (SELECT 1 FROM audit_entries WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END;
CREATE INDEX ix_continuation_links_target_id ON continuation_links (target_id);
CREATE INDEX ix_continuation_links_expires_at ON continuation_links (expires_at);
CREATE UNIQUE INDEX ix_appointments_reference_digest ON appointments (reference_digest);
CREATE INDEX ix_appointments_person_digest ON appointments (person_digest);
CREATE INDEX ix_appointments_state ON appointments (state, deadline_at);
CREATE UNIQUE INDEX ix_appointments_one_open_claim ON appointments (claim_digest) WHERE state IN ('waiting', 'compared', 'approved');
CREATE UNIQUE INDEX ix_appointments_one_compared_person ON appointments (person_digest) WHERE state IN ('compared', 'approved');
CREATE INDEX ix_disputes_account_id ON disputes (account_id);
CREATE INDEX ix_disputes_due_at ON disputes (due_at);
CREATE INDEX ix_dispute_notes_dispute_id ON dispute_notes (dispute_id);
CREATE INDEX ix_staff_notes_record_id ON staff_notes (record_id);
CREATE INDEX ix_staff_notes_written_at ON staff_notes (written_at);
CREATE INDEX ix_help_cases_deadline_at ON help_cases (deadline_at);
CREATE UNIQUE INDEX ix_account_requests_one_open ON account_requests (account_id, kind, purpose) WHERE ended_at IS NULL;
CREATE INDEX ix_account_requests_not_before ON account_requests (not_before) WHERE ended_at IS NULL;
CREATE INDEX ix_recovery_codes_account_id ON recovery_codes (account_id);
CREATE INDEX ix_known_devices_account_id ON known_devices (account_id);
COMMIT;

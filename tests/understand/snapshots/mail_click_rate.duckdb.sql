SELECT
  "t6"."numerator",
  "t6"."denominator",
  CAST("t6"."numerator" AS DOUBLE) / CAST(NULLIF("t6"."denominator", 0) AS DOUBLE) AS "value"
FROM (
  SELECT
    SUM("t5"."clicked") AS "numerator",
    SUM("t5"."mails") AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t3"."period",
        "t3"."customer_id",
        SUM(CAST("t3"."clicked" AS INT)) AS "clicked",
        COUNT(*) AS "mails"
      FROM (
        SELECT
          "t2"."customer_id",
          "t2"."mail",
          "t2"."day",
          "t2"."back",
          "t2"."clicked",
          "t2"."by_person",
          "t2"."by_program",
          0 AS "period",
          "t2"."by_person" OR "t2"."clicked" AS "person"
        FROM (
          SELECT
            "t1"."customer_id",
            "t1"."mail",
            MIN("t1"."day") FILTER(WHERE
              "t1"."name" IN ('mail.sent', 'mail.delivered')) AS "day",
            BOOL_OR(CAST("t1"."name" = 'mail.bounced' AS BOOLEAN))
            AND NOT (
              BOOL_OR(CAST("t1"."name" = 'mail.delivered' AS BOOLEAN))
            ) AS "back",
            BOOL_OR(CAST((
              "t1"."name" = 'mail.clicked'
            ) AND NOT (
              "t1"."program"
            ) AS BOOLEAN)) AS "clicked",
            BOOL_OR(CAST((
              "t1"."name" = 'mail.opened'
            ) AND NOT (
              "t1"."program"
            ) AS BOOLEAN)) AS "by_person",
            BOOL_OR(CAST((
              "t1"."name" = 'mail.opened'
            ) AND "t1"."program" AS BOOLEAN)) AS "by_program"
          FROM (
            SELECT
              "t0"."customer_id",
              "t0"."day",
              "t0"."name",
              COALESCE(
                NULLIF(
                  NULLIF(
                    REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.campaign' AS TEXT), '"', ''),
                    'null'
                  ),
                  ''
                ),
                NULLIF(
                  NULLIF(
                    REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.subject' AS TEXT), '"', ''),
                    'null'
                  ),
                  ''
                ),
                ''
              ) AS "mail",
              REGEXP_MATCHES(
                "t0"."properties",
                '"(machine|machine_open|sg_machine_open|bot|is_bot|proxy)"\s*:\s*"?(true|1|yes)\b|GoogleImageProxy|YahooMailProxy|"user_?[aA]gent"\s*:\s*"Mozilla/5\.0"'
              ) AS "program"
            FROM "interactions" AS "t0"
            WHERE
              "t0"."name" IN ('mail.sent', 'mail.delivered', 'mail.opened', 'mail.clicked', 'mail.bounced')
              AND "t0"."customer_id" IS NOT NULL
              AND "t0"."day" >= MAKE_DATE(2023, 7, 1)
          ) AS "t1"
          GROUP BY
            1,
            2
        ) AS "t2"
        WHERE
          "t2"."day" IS NOT NULL
          AND NOT (
            "t2"."back"
          )
          AND "t2"."day" >= MAKE_DATE(2023, 7, 1)
          AND "t2"."day" < MAKE_DATE(2024, 7, 1)
      ) AS "t3"
      GROUP BY
        1,
        2
    ) AS "t4"
  ) AS "t5"
) AS "t6"

SELECT
  *
FROM (
  SELECT
    SUM(CAST(`t8`.`waited` >= 0 AS BIGINT)) AS `numerator`,
    PERCENTILE(`t8`.`waited`, 0.5) AS `value`
  FROM (
    SELECT
      0 AS `period`,
      `t7`.`customer_id`,
      CAST(CAST(UNIX_TIMESTAMP(CAST(`t7`.`answered_at` AS TIMESTAMP)) AS BIGINT) - CAST(UNIX_TIMESTAMP(CAST(`t7`.`opened_at` AS TIMESTAMP)) AS BIGINT) AS DOUBLE) / 3600 AS `waited`
    FROM (
      SELECT
        `t6`.`customer_id`,
        `t6`.`case`,
        `t6`.`opened_at`,
        `t6`.`day`,
        MIN(`t6`.`sent_at`) AS `answered_at`
      FROM (
        SELECT
          `t5`.`customer_id`,
          `t5`.`case`,
          `t5`.`opened_at`,
          `t5`.`day`,
          `t2`.`to`,
          `t2`.`sent_at`,
          `t2`.`about`
        FROM (
          SELECT
            `t3`.`customer_id`,
            `t3`.`case`,
            MIN(`t3`.`occurred_at`) AS `opened_at`,
            MIN(`t3`.`day`) AS `day`
          FROM (
            SELECT
              `t0`.`customer_id`,
              `t0`.`occurred_at`,
              `t0`.`day`,
              COALESCE(
                NULLIF(
                  NULLIF(
                    REPLACE(
                      CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'case_id')) AS STRING),
                      '"',
                      ''
                    ),
                    'null'
                  ),
                  ''
                ),
                CONCAT('line ', CAST(`t0`.`id` AS STRING))
              ) AS `case`,
              NULLIF(
                NULLIF(
                  REPLACE(
                    CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'case_id')) AS STRING),
                    '"',
                    ''
                  ),
                  'null'
                ),
                ''
              ) IS NOT NULL AS `named`,
              `t0`.`name` = 'case.opened' AS `opening`,
              TRY_CAST(NULLIF(
                NULLIF(
                  REPLACE(
                    CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'hours')) AS STRING),
                    '"',
                    ''
                  ),
                  'null'
                ),
                ''
              ) AS DOUBLE) AS `told`
            FROM `interactions` AS `t0`
            WHERE
              `t0`.`name` IN ('case.opened', 'case.resolved')
              AND `t0`.`customer_id` IS NOT NULL
              AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
              AND `t0`.`name` = 'case.opened'
              AND `t0`.`day` >= MAKE_DATE(2023, 7, 1)
          ) AS `t3`
          GROUP BY
            1,
            2
        ) AS `t5`
        LEFT OUTER JOIN (
          SELECT
            `t0`.`customer_id` AS `to`,
            `t0`.`occurred_at` AS `sent_at`,
            NULLIF(
              NULLIF(
                REPLACE(
                  CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'conversation_id')) AS STRING),
                  '"',
                  ''
                ),
                'null'
              ),
              ''
            ) AS `about`
          FROM `interactions` AS `t0`
          WHERE
            `t0`.`name` IN ('message.sent', 'call.held')
            AND `t0`.`customer_id` IS NOT NULL
            AND `t0`.`day` >= MAKE_DATE(2023, 7, 1)
        ) AS `t2`
          ON `t5`.`customer_id` = `t2`.`to`
          AND `t2`.`sent_at` >= `t5`.`opened_at`
          AND (
            (
              `t2`.`about` IS NULL
            ) OR (
              `t2`.`about` = `t5`.`case`
            )
          )
      ) AS `t6`
      GROUP BY
        1,
        2,
        3,
        4
    ) AS `t7`
  ) AS `t8`
) AS `t9`

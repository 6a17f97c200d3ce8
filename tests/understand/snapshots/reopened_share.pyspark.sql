SELECT
  `t7`.`numerator`,
  `t7`.`denominator`,
  CAST(`t7`.`numerator` AS DOUBLE) / CAST(NULLIF(`t7`.`denominator`, 0) AS DOUBLE) AS `value`
FROM (
  SELECT
    SUM(`t6`.`reopened`) AS `numerator`,
    SUM(`t6`.`resolved`) AS `denominator`
  FROM (
    SELECT
      0 AS `period`,
      `t5`.`customer_id`,
      `t5`.`reopened`,
      `t5`.`resolved`
    FROM (
      SELECT
        `t4`.`customer_id`,
        COUNT(*) AS `resolved`,
        SUM(CAST(COALESCE(`t4`.`last` > `t4`.`first`, FALSE) AS INT)) AS `reopened`
      FROM (
        SELECT
          *
        FROM (
          SELECT
            `t2`.`customer_id`,
            `t2`.`case`,
            MIN(
              IF(
                NOT (
                  `t2`.`opening`
                )
                AND (
                  (
                    `t2`.`day` >= MAKE_DATE(2023, 7, 1)
                  )
                  AND (
                    `t2`.`day` < MAKE_DATE(2024, 7, 1)
                  )
                ),
                `t2`.`occurred_at`,
                NULL
              )
            ) AS `first`,
            MAX(IF(`t2`.`opening`, `t2`.`occurred_at`, NULL)) AS `last`
          FROM (
            SELECT
              *
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
            ) AS `t1`
            WHERE
              `t1`.`named` AND `t1`.`day` < MAKE_DATE(2024, 7, 1)
          ) AS `t2`
          GROUP BY
            1,
            2
        ) AS `t3`
        WHERE
          `t3`.`first` IS NOT NULL
      ) AS `t4`
      GROUP BY
        1
    ) AS `t5`
  ) AS `t6`
) AS `t7`

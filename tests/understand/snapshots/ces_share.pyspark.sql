SELECT
  `t5`.`numerator`,
  `t5`.`denominator`,
  CAST(`t5`.`numerator` AS DOUBLE) / CAST(NULLIF(`t5`.`denominator`, 0) AS DOUBLE) AS `value`
FROM (
  SELECT
    SUM(`t4`.`easy`) AS `numerator`,
    SUM(`t4`.`ces_answers`) AS `denominator`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t2`.`period`,
        `t2`.`customer_id`,
        SUM(CAST((
          `t2`.`scale` = 'ces'
        ) AND (
          `t2`.`score` >= 5
        ) AS BIGINT)) AS `easy`,
        SUM(CAST(`t2`.`scale` = 'ces' AS BIGINT)) AS `ces_answers`
      FROM (
        SELECT
          *
        FROM (
          SELECT
            `t0`.`customer_id`,
            `t0`.`id`,
            `t0`.`occurred_at`,
            0 AS `period`,
            LOWER(
              NULLIF(
                NULLIF(
                  REPLACE(
                    CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'scale')) AS STRING),
                    '"',
                    ''
                  ),
                  'null'
                ),
                ''
              )
            ) AS `scale`,
            TRY_CAST(NULLIF(
              NULLIF(
                REPLACE(
                  CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'score')) AS STRING),
                  '"',
                  ''
                ),
                'null'
              ),
              ''
            ) AS DOUBLE) AS `score`
          FROM `interactions` AS `t0`
          WHERE
            `t0`.`name` = 'survey.answered'
            AND `t0`.`customer_id` IS NOT NULL
            AND `t0`.`day` >= MAKE_DATE(2023, 7, 1)
            AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
        ) AS `t1`
        WHERE
          (
            (
              `t1`.`scale` = 'nps'
            )
            AND (
              `t1`.`score` >= 0
            )
            AND (
              `t1`.`score` <= 10
            )
          )
          OR (
            (
              `t1`.`scale` = 'csat'
            )
            AND (
              `t1`.`score` >= 1
            )
            AND (
              `t1`.`score` <= 5
            )
          )
          OR (
            (
              `t1`.`scale` = 'ces'
            ) AND (
              `t1`.`score` >= 1
            ) AND (
              `t1`.`score` <= 7
            )
          )
      ) AS `t2`
      GROUP BY
        1,
        2
    ) AS `t3`
  ) AS `t4`
) AS `t5`

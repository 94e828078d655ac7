-- Questions to ./elderly/people.parquet, the result of the command in elderly-persons.md.
SELECT segment, count(*) AS persons, count_if(suggested) AS suggested, count_if(contacts = 0) AS without_contact,
    round(avg(contacts), 1) AS contacts, count_if(services >= 4) AS four_channels
FROM 'elderly/people.parquet' GROUP BY segment ORDER BY segment;
SELECT reason.criterion, count(*) AS persons FROM (SELECT unnest(reasons) AS reason FROM 'elderly/people.parquet')
GROUP BY ALL ORDER BY persons DESC;
SELECT 'in difficulty, three or more conditions' AS who, count(*) AS persons, count_if(suggested) AS suggested,
    count_if(contacts <= 4) AS four_contacts_or_fewer, count_if(contacts = 0) AS no_contact
FROM 'elderly/people.parquet' WHERE attribute_chronic_conditions >= 3 AND attribute_daily_living_difficulty = 1
UNION ALL
SELECT 'top tenth by contacts (441)', count(*), count_if(suggested), NULL, count_if(segment = 'uses')
FROM (FROM 'elderly/people.parquet' ORDER BY contacts DESC, person_id LIMIT 441);
SELECT 100.0 * sum(contacts) FILTER (place <= 441) / sum(contacts) AS top_tenth_share
FROM (SELECT contacts, row_number() OVER (ORDER BY contacts DESC) AS place FROM 'elderly/people.parquet');

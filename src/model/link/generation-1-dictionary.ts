/** Text that readers of generation 1 have read before the first link: what the palette calls things, names that systems
 *  often have, and words that notes are made of. Frozen. */
export const DICTIONARY = `Clients
Load balancer
Service
Cache
Database
Queue
Topic
RabbitMQ
Service Bus
Kafka
Service 2
Service 3
Database 2
Untitled
Users
Shoppers
Visitors
Customers
Readers
Sensors
Browser
Web
Web app
Mobile app
Mobile app users
Website
Frontend
Gateway
API gateway
API
Backend
Proxy
Ingress
Edge
Load generator
Worker
Worker pool
Workers
Scheduler
Timer
Cron job
Batch job
Orders
Order service
Ordering API
Order processor
Orders database
Checkout
Cart
Basket API
Basket
Catalog API
Catalogue
Product catalog
Products
Inventory
Stock
Stock database
Payments
Payment service
Payment processor
Billing
Invoicing
Invoices
Pricing
Quotes
Shipping
Delivery
Warehouse
Returns
Recommendations
Recommendation service
Search
Search index
Reviews
Ratings
Comments
Messages
Chat
Notifications
Notification service
Email
Mail
Mail worker
Mailer
Push
SMS
Webhooks
Accounts
Account service
Identity API
Identity
Auth
Authentication
Authorization
Login
Sessions
Session store
Profiles
User service
User timeline
Home timeline
Social graph
Compose post
Post storage
Media service
Media
Images
Thumbnails
Video
Upload
Uploads
Transcoder
Content
Documents
Files
Storage
Object store
Archive
Backup
Analytics
Reports
Reporting
Metrics
Logs
Audit log
Audit
Events
Event bus
Event store
Ledger
Fraud check
Risk
Booking
Reservations
Calendar
Appointments
Tickets
Trips
Drivers
Maps
Location
Tracking
Telemetry
Devices
Currency service
Ad service
Feature flags
Configuration
Rate limiter
Redis
Memcached
MongoDB
PostgreSQL
MySQL
SQL Server
Cassandra
Elasticsearch
DynamoDB
nginx
Envoy
postgres
rabbitmq
redis
user-service
order-service
payment-service
user-mongodb
user-memcached
home-timeline-redis
checkoutservice
productcatalogservice
Primary
Replica
Primary database
Read replica
Requests
Replies
Jobs
Tasks
Orders to process
Mail to send
Invoices to write
Dead letters
What happens when the database slows down?
What happens if the cache goes down for ten seconds, and what does a retry cost?
Every request needs one call to the service behind it. The queue keeps the backlog until a worker has time.
Rates and times are assumptions; workers, timeouts, retries and connection pools are guesses from the documentation.
Facts are from the public repository. The numbers were measured in production on Monday morning at the peak.
Click Payments and slow it down: the timeouts climb up the chain to the users.
Users wait for the answer. Without a timeout nothing fails and everybody waits; with one, callers give up after 500 ms and try again.
A slow consumer falls behind and the lag grows. Half of the traffic goes to one partition, because of a hot key.
This is the system of our team before the migration, with all its services, at about 200 requests per second.
The load doubles from 2 to 4 minutes, then it goes back to normal. How long until the queue is empty?
`;
